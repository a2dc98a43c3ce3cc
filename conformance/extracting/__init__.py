"""Payloads taken from the lines that hold them, many at once, as bytes."""
