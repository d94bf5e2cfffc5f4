"""What is happening now, in Redis."""
