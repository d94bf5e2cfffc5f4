"""DECIDES who answers and when: pure."""
