"""Robots of the demo: agents who answer by themselves, and callers with patience."""
