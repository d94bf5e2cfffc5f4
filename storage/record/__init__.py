"""The record, in SQL."""
