"""What was taken from where, in words, for the head of a report."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..results.masking import mask_numbers
from ..spots.rejoining import LinesAt
from ..spots.spot import Spot
from ..unwrapping.moments import DATES

_ROOTS: Final = {"text": "behind text", "table": "in columns", "strings": "in strings"}
"""What is said of payloads that stand at the root of records, by how these are laid out."""


class Notes:
    """What was taken from the logs since it was last asked for.

    Args:
        reveal: show what looks like a phone number in the places of payloads.
    """

    def __init__(self, *, reveal: bool) -> None:
        self._reveal = reveal
        self._taken: dict[str, list[str]] = {}
        self._one_of: dict[str, str] = {}

    def words(self) -> str:
        """Say it, and forget it."""
        words = list(self._taken)
        if len(words) > 1:
            words = [f"{each} in {_files(files)}" for each, files in self._taken.items()]
        words += self._one_of.values()
        self._taken.clear()
        self._one_of.clear()
        return "; ".join(words)

    def one_of(self, words: Mapping[str, str]) -> None:
        """Note spots that are one of several places that are alike."""
        hidden = words.values() if self._reveal else map(mask_numbers, words.values())
        self._one_of |= zip(words, hidden, strict=True)

    def found(
        self,
        spots: Sequence[Spot],
        received: Sequence[Spot],
        layout: str,
        file: str,
        untold: tuple[Spot, str] | None = None,
    ) -> None:
        """Note where payloads stand.

        Args:
            spots: where.
            received: where the times of reception stand.
            layout: how the log is laid out; `strings` if its records are such.
            file: its name.
            untold: what is like a time of reception and is none; and why not.
        """
        behind = layout == "text"
        root = _ROOTS.get(layout, "with types")
        if len(spots) > 1 and not behind and layout != "table":
            root = "bare"
        places = " or ".join(f"at {spot}" if spot.parts else root for spot in spots)
        if behind and any(spot.parts for spot in spots):
            places += " of the JSON behind text" if spots[-1].parts else " or of its JSON"
        words = f"payloads {places}"
        options = " ".join(f"--payload-at {quoted(str(spot))}" for spot in spots)
        for each in received:
            words += f", received at {each}" if each.parts else ", received at the time beside it"
            words += f", {each.dates}" if each.dates and not each.parts else ""
            options += f" --received-at {quoted(str(each))}"
        if untold is not None:
            words += _not_taken(*untold)
        self._note(f"{words} ({options})", file)

    def found_lines(self, lines: LinesAt, spots: Sequence[Spot], file: str) -> None:
        """Note where the lines of objects stand, each in a record.

        Args:
            lines: where.
            spots: where in these objects payloads stand.
            file: the log's name.
        """
        words = f"payloads over several records, a line at {lines.spot} in each"
        within = " or ".join(f"at {spot}" for spot in spots if spot.parts)
        words += f", {within} of what they print" if within else ""
        words += f", received at {lines.received}" if lines.received is not None else ""
        self._note(words, file)

    def _note(self, words: str, file: str) -> None:
        files = self._taken.setdefault(words if self._reveal else mask_numbers(words), [])
        if files[-1:] != [file]:  # one may be read twice
            files.append(file)


def _not_taken(spot: Spot, why: str) -> str:
    """Say that a time is not taken, why not, and which option would take it."""
    where = f"at {spot}" if spot.parts else "beside it"
    words = f"; the time {where} {why}, and is not taken"
    if DATES[0] in why:
        options = " or ".join(f"'{replace(spot, dates=each)}'" for each in DATES)
        words += f": --received-at {options}"
    return words


def _files(files: Sequence[str]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{files[0]}{more}"


def quoted(text: str) -> str:
    """Return an argument as a shell takes it."""
    if text and text.replace("/", "").replace("_", "").isalnum():
        return text
    return shlex.quote(text) if "'" in text else f"'{text}'"
