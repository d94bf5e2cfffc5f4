"""CONFIGURES: the flow language and the companies' flows."""
