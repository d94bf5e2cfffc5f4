"""doctor: is this house ready for an emergency? One table, and an exit status for a cron."""
