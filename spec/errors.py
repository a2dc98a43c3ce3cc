"""What can be wrong with a specification, each as one exception."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final


class SpecError(Exception):
    """A specification file is broken.

    Args:
        file: the file, as a path the user can open.
        place: where in it, as a dotted path (``edges[3].to``) or a line.
        expected: what is wrong there and what was expected, in words.
    """

    def __init__(self, file: str, place: str, expected: str) -> None:
        super().__init__(file, place, expected)
        self.file = file
        self.place = place
        self.expected = expected

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.expected}"


class UnknownLifecycle(LookupError):
    """No lifecycle has this id.

    Args:
        id: what was asked for.
        known: the ids there are.
    """

    def __init__(self, id: str, known: tuple[str, ...]) -> None:
        super().__init__(id, known)
        self.id = id
        self.known = known

    def __str__(self) -> str:
        return f"no lifecycle is called {self.id!r}{did_you_mean(self.id, self.known)}"


class UnknownForm(LookupError):
    """No lifecycle that is meant has such a form of observation.

    Args:
        form: what was asked for.
        lifecycle: which is meant, in words: the lifecycle's id.
        known: the forms it has.
    """

    def __init__(self, form: str, lifecycle: str, known: tuple[str, ...]) -> None:
        super().__init__(form, lifecycle, known)
        self.form = form
        self.lifecycle = lifecycle
        self.known = known

    def __str__(self) -> str:
        near = did_you_mean(self.form, self.known)
        return f"{self.lifecycle} has no form {self.form!r}{near}"


_LONGEST_WORD: Final = 100
"""Nothing is near to a longer word, and comparing it takes long."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name the nearest known words, as the end of a sentence.

    >>> did_you_mean("delivred", ["sent", "delivered"])
    '; did you mean delivered?'
    >>> did_you_mean("zzz", ["sent", "delivered"])
    '; known: sent, delivered'
    """
    import difflib

    words = list(known)
    folded = {name.casefold(): name for name in words}
    near = difflib.get_close_matches(word[:_LONGEST_WORD].casefold(), folded, n=2, cutoff=0.7)
    if near:
        return f"; did you mean {' or '.join(folded[name] for name in near)}?"
    return f"; known: {', '.join(words)}" if words else ""
