"""The tally: what became of the records of one log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from ..reading import Problem, open_record
from ..reading.envelope import is_envelope
from ..results.looks import members_of
from ..results.masking import mask_numbers
from ..results.report import LogReport

_HINTS: Final = 100
"""So many different looks of records are counted."""


@dataclass(slots=True)
class Tally:
    """What became of the records of one log."""

    records: int = 0
    unread: int = 0
    ignored: int = 0
    recognised: int = 0
    passed: int = 0
    """Of those ignored, how many stand where no payload does."""
    known: Counter[str] = field(default_factory=Counter)
    """Of those ignored, how many are known traffic, by what that is."""
    hints: Counter[str] = field(default_factory=Counter)
    """What those that were not recognised look like."""
    untold: Counter[str] = field(default_factory=Counter)
    """How many times of reception are written otherwise than most; by where, and how they are."""
    holds: str = ""
    """Where something stands in the first of those that look like nothing."""

    def pass_over(self, count: int = 1) -> None:
        """Count records that stand where no payload does."""
        self.records += count
        self.ignored += count
        self.passed += count

    def add(self, other: Tally) -> None:
        """Add what became of other records."""
        self.records += other.records
        self.unread += other.unread
        self.ignored += other.ignored
        self.recognised += other.recognised
        self.passed += other.passed
        self.known.update(other.known)
        self.hints.update(other.hints)
        self.untold.update(other.untold)
        self.holds = self.holds or other.holds

    def report(self, path: str, problem: str = "", found: str = "") -> LogReport:
        """Say what came of the log; nothing recognised in it is a problem.

        Args:
            path: as the user named it.
            problem: why nothing of it can be judged, if that is known.
            found: what was taken from where, if payloads do not stand bare.
        """
        if not problem and not self.records:
            problem = "the log is empty"
        used = self.records - self.ignored - self.unread
        if not problem and not self.recognised:
            problem = self._nothing()
            if used:  # answers about something else than was asked
                problem = "nothing in the log tells of a message"
        parts = [found] if found else []
        if self.passed:
            one = "1 record holds no payload, and was"
            passed = one if self.passed == 1 else f"{self.passed} records hold no payload, and were"
            parts.append(f"{passed} passed over")
        for where, count in self.untold.most_common():
            times = "1 time is" if count == 1 else f"{count} times are"
            words = f"not as the others, and not taken: --received-at '{where}' as well would take"
            parts.append(f"{times} {words} {'it' if count == 1 else 'them'}")
        found, known = "; ".join(parts), _counted(self.known)
        return LogReport(path, self.records, used, self.ignored, self.unread, problem, found, known)

    def hint(self, words: str) -> None:
        """Note what a record looks like that was not recognised; numbers in it are masked."""
        words = mask_numbers(words)
        if words in self.hints or len(self.hints) < _HINTS:
            self.hints[words] += 1

    def unlike(self, record: Any) -> None:
        """Note what a record holds that looks like nothing known; of an exchange, its bodies."""
        if self.holds:
            return
        if is_envelope(record):
            bodies = open_record(record).bodies
            read = [each for each in bodies if each[1] and not isinstance(each[1], Problem)]
            record = {side: {"body": body} for side, body in read}
        self.holds = members_of(record)

    def _nothing(self) -> str:
        """Why nothing of a log is judged: what is in it, as far as that is known."""
        words = "nothing in the log was recognised"
        if self.known:
            named = _counted(self.known)
            words = f"the log holds known traffic only, which tells no status: {named}"
        if self.hints:
            return f"{words}: {max(self.hints, key=lambda each: (self.hints[each], each))}"
        if not self.known:
            words += f": a record holds {self.holds}" if self.holds else ""
            words += "; --payload-at says where payloads stand, --lifecycle what they are"
        return words


def _counted(names: Counter[str]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in names.most_common())
