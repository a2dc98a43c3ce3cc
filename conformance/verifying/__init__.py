"""Lifecycle files proved: whether they hold together."""
