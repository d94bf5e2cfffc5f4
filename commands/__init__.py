"""ASSEMBLES: one module a command of app.py, and what they share: settings and services."""
