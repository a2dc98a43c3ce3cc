"""Coverage of a test run: which states and edges of the lifecycles its messages took.

All of a lifecycle is every state, and every edge that is documented or implied. Edges that
are assumed are counted apart: a run need not take what no document states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from ..conformance import Traffic

_OUTPUT: Final = "msglife_coverage"
"""Under this name a worker of xdist sends home what it counted."""

_DONE: Final = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


@dataclass(slots=True)
class Taken:
    """How often each part of one lifecycle was taken.

    Args:
        states: by name.
        edges: the documented and implied ones, as ``source→target``.
        assumed: the other edges.
    """

    states: dict[str, int] = field(default_factory=dict)
    edges: dict[str, int] = field(default_factory=dict)
    assumed: dict[str, int] = field(default_factory=dict)

    def add(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Add other counts, by the names of the fields."""
        for name in self.__slots__:
            mine: dict[str, int] = getattr(self, name)
            for part, number in counts[name].items():
                mine[part] = mine.get(part, 0) + number

    def counts(self) -> dict[str, dict[str, int]]:
        """Return the counts, by the names of the fields."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def taken(self) -> int:
        """How many states and edges were taken, assumed ones apart."""
        return _taken(self.states) + _taken(self.edges)

    @property
    def all(self) -> int:
        """How many there are."""
        return len(self.states) + len(self.edges)


class CoveragePlugin:
    """Counts over a run, tells what it counted, and fails the run that took too little.

    Args:
        config: of the run.
        least: percent that must be reached, as the user wrote it; empty for none.
        missing: tell what was never taken.

    Raises:
        pytest.UsageError: `least` is no percentage, or the ini names an unknown lifecycle.
    """

    def __init__(self, config: pytest.Config, least: str, *, missing: bool) -> None:
        self._config = config
        self._least = _percentage(least) if least else None
        self._missing = missing
        self._lost: list[str] = []
        self._asked: tuple[str, ...] | None = None
        self._lifecycles: dict[str, Taken] = {}
        if names := config.getini("msglife_cov_lifecycles"):
            self._asked = self._ask(names)

    def _ask(self, names: Iterable[str]) -> tuple[str, ...]:
        """Expect lifecycles, taken or not."""
        from ..spec import SpecError, UnknownLifecycle, catalog

        try:
            known = catalog(tuple(self._config.getini("msglife_specs")))
            found = [each for name in names for each in known.select(name)]
        except (SpecError, UnknownLifecycle) as error:
            raise pytest.UsageError(f"msglife_cov_lifecycles: {error}") from None
        for each in found:
            taken = self._lifecycles[each.id] = Taken({state.name: 0 for state in each.states})
            firm = {e[:2] for e in each.edges if e.grounds.basis != "assumed"}
            for source, target, *_ in each.edges:
                kept = taken.edges if (source, target) in firm else taken.assumed
                kept[f"{source}→{target}"] = 0
        return tuple(each.id for each in found)

    def add(self, traffic: Mapping[str, Traffic]) -> None:
        """Add what the messages of one check did."""
        for name, each in traffic.items():
            counts: dict[str, dict[str, int]] = {
                "states": {state: each.visits[state] for state in each.states},
                "edges": {},
                "assumed": {},
            }
            for edge in each.edges:
                kept = counts["assumed" if edge in each.assumed else "edges"]
                kept["→".join(edge)] = each.passages[edge]
            self._add(name, counts)

    def _add(self, name: str, counts: Mapping[str, Mapping[str, int]]) -> None:
        if self._asked is None or name in self._asked:
            self._lifecycles.setdefault(name, Taken()).add(counts)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker of xdist counted."""
        output = getattr(node, "workeroutput", None)
        if output is None:
            self._lost.append(node.gateway.id)
            return
        for name, counts in output.get(_OUTPUT, {}).items():
            self._add(name, counts)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Send home what this worker counted; or fail the run."""
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[_OUTPUT] = {name: each.counts() for name, each in self._lifecycles.items()}
        elif exitstatus == pytest.ExitCode.OK and self._falls_short():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, exitstatus: int
    ) -> None:
        """Tell what was counted."""
        if exitstatus not in _DONE:
            return
        terminalreporter.write_sep("=", "msglife coverage")
        for line in self._lines():
            terminalreporter.write_line(line)
        for worker in self._lost:
            terminalreporter.write_line(f"worker {worker} crashed: what it took is not counted")
        if self._least is not None:
            short = self._falls_short()
            what = "FAIL required" if short else "Required"
            told = f"{'not ' if short else ''}reached, total {_percent(*self._total())}"
            terminalreporter.write_line(
                f"{what} msglife coverage of {self._least:g}% {told}", red=short, green=not short
            )

    def _total(self) -> tuple[int, int]:
        every = self._lifecycles.values()
        return sum(each.taken for each in every), sum(each.all for each in every)

    def _falls_short(self) -> bool:
        """Whether less was taken than must be; nothing at all is too little for any gate."""
        taken, every = self._total()
        return self._least is not None and (taken == 0 or 100 * taken < self._least * every)

    def _lines(self) -> Iterator[str]:
        if not self._lifecycles:
            yield "no message was judged"
            return
        rows = [("lifecycle", "states", "edges", "cover", "assumed edges")]
        rows += [_row(name, each) for name, each in sorted(self._lifecycles.items())]
        if len(rows) > 2:
            rows.append(("TOTAL", "", "", _percent(*self._total()), ""))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            numbers = zip(row[1:], widths[1:], strict=True)
            cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in numbers)]
            yield "  ".join(cells).rstrip()
            if self._missing and row[0] in self._lifecycles:
                yield from _never(self._lifecycles[row[0]])


def _percentage(text: str) -> float:
    try:
        least = float(text)
    except ValueError:
        least = -1
    if not 0 <= least <= 100:
        raise pytest.UsageError(
            f"msglife coverage: expected a percentage between 0 and 100, not {text!r}"
        )
    return least


def _row(name: str, each: Taken) -> tuple[str, str, str, str, str]:
    parts = (each.states, each.edges, each.assumed)
    states, edges, assumed = (f"{_taken(part)}/{len(part)}" for part in parts)
    return name, states, edges, _percent(each.taken, each.all), assumed


def _never(each: Taken) -> Iterator[str]:
    parts = {"states": each.states, "edges": each.edges, "assumed edges": each.assumed}
    for what, part in parts.items():
        if never := [name for name, number in part.items() if not number]:
            yield f"    {what} never taken: {', '.join(never)}"


def _taken(part: Mapping[str, int]) -> int:
    return sum(1 for number in part.values() if number)


def _percent(taken: int, every: int) -> str:
    """Write a share, rounded down: 100 % is all of it."""
    return f"{taken * 1000 // every / 10 if every else 0:.1f}%"
