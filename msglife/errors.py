"""What a user can get wrong, each as one exception."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(unsafe_hash=True)
class BadOption(ValueError):
    """An option cannot be understood.

    Args:
        name: the option, as the Python function names it.
        expected: what was expected, in words.
    """

    name: str
    expected: str

    def __str__(self) -> str:
        return f"{self.name}: {self.expected}"


@dataclass(unsafe_hash=True)
class UnknownForm(LookupError):
    """A lifecycle has no such form of observation.

    Args:
        form: what was asked for.
        lifecycle: the lifecycle's id.
        known: the forms it has.
    """

    form: str
    lifecycle: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        from .spec import did_you_mean

        near = did_you_mean(self.form, self.known)
        return f"{self.lifecycle} has no form {self.form!r}{near}"
