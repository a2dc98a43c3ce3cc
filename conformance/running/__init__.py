"""Checks run: logs in, a report out."""
