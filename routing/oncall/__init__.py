"""Who is on call: rotations, schedules and their changes, and the order in which people are rung."""
