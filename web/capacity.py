"""What one process serves at once."""

#: Streams of one process; webhooks keep the threads that are left (commands/serving.py).
MOST_STREAMS = 300
