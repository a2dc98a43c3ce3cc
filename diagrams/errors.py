"""What can go wrong when a diagram is drawn, each as one frozen exception."""

from __future__ import annotations

from dataclasses import dataclass

INSTALL = "pip install 'msglife[diagrams]'"
"""The command that brings everything a picture needs."""


@dataclass(unsafe_hash=True)
class UnknownFormat(ValueError):
    """No diagram is drawn in this format.

    Args:
        suffix: the file suffix that was asked for.
        known: the suffixes there are.
    """

    suffix: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return f"no diagram format is called {self.suffix!r}; known: {', '.join(self.known)}"


@dataclass(unsafe_hash=True)
class RenderError(Exception):
    """A diagram could not be drawn.

    Args:
        reason: what is missing or what failed, in words.
        remedy: what to do about it; empty if nothing is known to help.
    """

    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}" if self.remedy else self.reason


@dataclass(unsafe_hash=True)
class NotInFormat(ValueError):
    """What was asked for cannot be told in this format.

    Args:
        suffix: the format's file suffix.
        holds: what such a file holds, and what it does not, in words.
    """

    suffix: str
    holds: str

    def __str__(self) -> str:
        return f"a {self.suffix} file holds {self.holds}"
