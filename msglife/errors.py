"""What a user can get wrong, each as one exception."""

from __future__ import annotations


class BadOption(ValueError):
    """An option cannot be understood.

    Args:
        name: the option, as the Python function names it.
        expected: what was expected, in words.
    """

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(name, expected)
        self.name = name
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.name}: {self.expected}"
