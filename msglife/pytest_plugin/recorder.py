"""The fixture `msglife_recorder`: a recorder for one test, judged when the test ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from ..recorder import CannotRecord, Record, Recorder
from .checks import (
    Msglife,
    allowed_verdicts,
    assert_allowed,
    named_by_marker,
)

if TYPE_CHECKING:
    from typing import Unpack

    from ..conformance import Report, Verdict
    from ..options import CheckOptions

NOTHING: Final = "nothing"
"""What is allowed where a test expects no callback."""

_FAILED: Final = pytest.StashKey[bool]()
"""Whether a test failed before its recorder is judged."""


class JudgedRecorder(Recorder):
    """A recorder that knows the test it is for.

    Args:
        msglife: judges what it records.
        host, port: where it listens.
    """

    def __init__(self, msglife: Msglife, host: str, port: int) -> None:
        super().__init__(msglife.judge, host, port)
        self._msglife = msglife
        self.allowed: tuple[str, ...] = ("tolerated", "open", "undecided")

    def allow(self, *verdicts: str) -> None:
        """Let the test pass with these verdicts, too, when its callbacks are judged at the end.

        Args:
            verdicts: besides ``conforms``, ``tolerated``, ``open`` and ``undecided``;
                ``nothing`` if no callback may come.
        """
        __tracebackhide__ = True
        allowed_verdicts([each for each in verdicts if each != NOTHING])
        self.allowed += verdicts

    def assert_conforms(
        self,
        *,
        lifecycle: str | Sequence[str] | None = None,
        allow: str | Sequence[Verdict] = ("tolerated", "open"),
        **options: Unpack[CheckOptions],
    ) -> Report:
        """Judge what was recorded so far, and fail unless every message conforms.

        Args:
            lifecycle: what may be in them; by default what the marker names, else all.
            allow: the verdicts that are good enough besides ``conforms``.
            options: how to check, as of the fixture `msglife`.

        Raises:
            AssertionError: a message has another verdict, an error belongs to no message,
                or nothing was recorded.
        """
        __tracebackhide__ = True
        allowed = allowed_verdicts(allow)
        if not self.records:
            raise AssertionError(self._none_came())
        report = self._msglife.judge(self.records, lifecycle, **options)
        assert_allowed(report, allowed, self._msglife.item.config)
        return report

    def final_failure(self, records: Sequence[Record], here: Path) -> str:
        """Judge what was recorded, and tell why the test fails; empty if it does not."""
        from .failures import failure

        if not records:
            return "" if NOTHING in self.allowed else self._none_came()
        text = failure(self._msglife.check(records), self.allowed, here)
        return f"of what was recorded:\n{text}" if text else ""

    def _none_came(self) -> str:
        return f"no callback reached {self.url}"


@contextmanager
def recording(item: pytest.Item, address: tuple[str, int]) -> Iterator[JudgedRecorder]:
    """Record for one test, then judge; keep the log of a test that fails.

    Args:
        item: the test.
        address: the host and port to listen at.
    """
    config = item.config
    if not config.pluginmanager.has_plugin("msglife_failures"):
        config.pluginmanager.register(_Failures(), "msglife_failures")
    recorder = JudgedRecorder(Msglife(item, named_by_marker(item)), *address)
    if wrong := _start(recorder):
        pytest.fail(wrong, pytrace=False)
    try:
        yield recorder
    finally:
        recorder.__exit__()
    text = recorder.final_failure(recorder.records, config.invocation_params.dir)
    failed = item.stash.get(_FAILED, False)
    if text or failed:
        _keep(recorder, item)
    if text and not failed:
        pytest.fail(text, pytrace=False)


def _start(recorder: Recorder) -> str:
    """Start a recorder, or say why it cannot be."""
    try:
        recorder.__enter__()
    except CannotRecord as error:
        return str(error)
    return ""


class _Failures:
    """Notes which test failed, once there is a recorder that asks."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Any:
        """Note it."""
        report = yield
        if report.failed or hasattr(report, "wasxfail"):
            item.stash[_FAILED] = True
        return report


def _keep(recorder: Recorder, item: pytest.Item) -> None:
    """Save what a failing test recorded where the ini says, and say so in its report."""
    folder = item.config.getini("msglife_record_dir")
    if not folder or not recorder.records:
        return
    name = re.sub(r"[^\w.-]+", "_", item.nodeid).strip("_.")[-150:]
    home = item.config.inipath.parent if item.config.inipath else item.config.rootpath
    try:
        said = f"recorded: {recorder.save(home / folder / f'{name}.jsonl')}"
    except OSError as error:
        said = f"msglife_record_dir: what was recorded cannot be saved: {error}"
    item.add_report_section("teardown", "msglife", said)
