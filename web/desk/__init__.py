"""The desk of agents and supervisors: its page, its commands, and what it keeps."""
