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


class UnknownForm(LookupError):
    """A lifecycle has no such form of observation.

    Args:
        form: what was asked for.
        lifecycle: the lifecycle's id.
        known: the forms it has.
    """

    def __init__(self, form: str, lifecycle: str, known: tuple[str, ...]) -> None:
        super().__init__(form, lifecycle, known)
        self.form = form
        self.lifecycle = lifecycle
        self.known = known

    def __str__(self) -> str:
        from .spec import did_you_mean

        near = did_you_mean(self.form, self.known)
        return f"{self.lifecycle} has no form {self.form!r}{near}"
