"""CARRIES one happening straight through."""
