"""What the pytest plugin checks: log files as items, and what the fixture is asked to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

import pytest

if TYPE_CHECKING:
    from ..conformance import Options, Report, Verdict
    from ..options import CheckOptions

_TALLY: Final = pytest.StashKey[Counter[str]]()
"""What the checks of one item found: the value of each property."""


class LogFile(pytest.File):
    """A captured log, as pytest collects it."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its only item."""
        yield LogItem.from_parent(self, name="msglife")


class LogItem(pytest.Item):
    """The check of one captured log: it fails by any error, and if there is nothing to judge."""

    def runtest(self) -> None:
        """Check the log."""
        from ..conformance import check
        from .failures import log_failure

        options = _options(self.config, (), {})
        if isinstance(options, str):
            pytest.fail(options, pytrace=False)
        report = check([str(self.path)], options)
        count(self, report)
        here = self.config.invocation_params.dir
        if text := log_failure(report, here, self._flags()):
            pytest.fail(text, pytrace=False)

    def _flags(self) -> list[str]:
        """Return what tells the command what the ini tells this plugin."""
        specs = self.config.getini("msglife_specs")
        strict = ["--strict"] if self.config.getini("msglife_strict") else []
        return strict + [word for spec in specs for word in ("--spec", str(spec))]

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the log, not only this item of it, above its failure."""
        return self.path, None, self.nodeid.removesuffix(f"::{self.name}")


class Msglife:
    """What the fixture `msglife` gives: the check of logs and records, for one test.

    Args:
        item: the test.
        lifecycles: what the test's marker names.
    """

    def __init__(self, item: pytest.Item, lifecycles: tuple[str, ...] = ()) -> None:
        self.item = item
        self._lifecycles = lifecycles

    def check(
        self,
        logs: str | os.PathLike[str] | Iterable[Any],
        lifecycle: str | Sequence[str] | None = None,
        **options: Unpack[CheckOptions],
    ) -> Report:
        """Judge logs or records; the test fails only if that is asked for wrongly.

        Args:
            logs: a path, several paths, or records: payloads or envelopes, as dicts.
            lifecycle: what may be in them; by default what the marker names, else all.
            options: how to check, as `CheckOptions` names it.
        """
        __tracebackhide__ = True
        report = self.judge(logs, lifecycle, **options)
        count(self.item, report)
        return report

    def judge(
        self,
        logs: str | os.PathLike[str] | Iterable[Any],
        lifecycle: str | Sequence[str] | None = None,
        **options: Unpack[CheckOptions],
    ) -> Report:
        """Judge like `check`, but count nothing for coverage and properties."""
        __tracebackhide__ = True
        from ..conformance import check
        from ..options import read_logs

        named = self._lifecycles if lifecycle is None else lifecycle
        built = _options(self.item.config, named, options)
        if isinstance(built, str):
            pytest.fail(built)
        return check(read_logs(logs), built)

    def assert_conforms(
        self,
        logs: str | os.PathLike[str] | Iterable[Any],
        *,
        lifecycle: str | Sequence[str] | None = None,
        allow: str | Sequence[Verdict] = ("tolerated", "open"),
        **options: Unpack[CheckOptions],
    ) -> Report:
        """Judge logs or records, and fail unless every message conforms.

        Args:
            logs: a path, several paths, or records: payloads or envelopes, as dicts.
            lifecycle: what may be in them; by default what the marker names, else all.
            allow: the verdicts that are good enough besides ``conforms``.
            options: how to check; ``select`` and ``ignore`` hide findings, no verdict.

        Raises:
            AssertionError: a message has another verdict, an error belongs to no message,
                or there was nothing to judge in a log.
        """
        __tracebackhide__ = True
        allowed = allowed_verdicts(allow)
        report = self.check(logs, lifecycle, **options)
        assert_allowed(report, allowed, self.item.config)
        return report


def allowed_verdicts(allow: str | Sequence[str]) -> tuple[str, ...]:
    """Return the verdicts that are named; the test fails if one of them is none."""
    __tracebackhide__ = True
    from ..options import words
    from .failures import unknown_verdict

    allowed = words(allow)
    if wrong := unknown_verdict(allowed):
        pytest.fail(wrong)
    return allowed


def assert_allowed(report: Report, allowed: Sequence[str], config: pytest.Config) -> None:
    """Refuse a report of which anything is not as allowed.

    Raises:
        AssertionError: saying what.
    """
    __tracebackhide__ = True
    from .failures import failure

    if text := failure(report, allowed, config.invocation_params.dir):
        raise AssertionError(text)


def named_by_marker(item: pytest.Item) -> tuple[str, ...]:
    """Return the lifecycles that a test's marker names; the test fails if it names them wrongly."""
    marker = item.get_closest_marker("lifecycle")
    if marker and not (marker.args and all(isinstance(each, str) for each in marker.args)):
        pytest.fail('the marker takes ids: @pytest.mark.lifecycle("provider/name")', pytrace=False)
    return marker.args if marker else ()


def count(item: pytest.Item, report: Report) -> None:
    """Count what a check found: for the coverage of the run, and as the item's properties."""
    coverage = item.config.pluginmanager.get_plugin("msglife_coverage")
    if coverage is not None:
        coverage.add(report.traffic)
    tally = item.stash.setdefault(_TALLY, Counter())
    tally["messages"] += len(report.messages)
    tally.update(report.verdicts)
    tally.update({f"in {lifecycle}": 1 for lifecycle in report.traffic})
    lifecycles = sorted(name.removeprefix("in ") for name in tally if name.startswith("in "))
    values = {"msglife_lifecycles": ", ".join(lifecycles)} | {
        f"msglife_{name}": str(number)
        for name, number in tally.items()
        if not name.startswith("in ")
    }
    item.user_properties[:] = [
        *(each for each in item.user_properties if each[0] not in values),
        *values.items(),
    ]


def _options(
    config: pytest.Config, lifecycles: str | Sequence[str], asked: CheckOptions
) -> Options | str:
    """Return how to check, or say what is wrong with what was asked."""
    from ..conformance.judging.options import lifecycles_of
    from ..options import build_options
    from ..paths import folders
    from ..spec import SpecError, UnknownForm, UnknownLifecycle

    options: CheckOptions = {"strict": config.getini("msglife_strict"), **asked}
    options["specs"] = (*config.getini("msglife_specs"), *folders(asked.get("specs", ())))
    try:
        built = build_options(lifecycles, **options)
        lifecycles_of(built)
    except (SpecError, UnknownForm, UnknownLifecycle, ValueError, TypeError) as error:
        return str(error)
    return built
