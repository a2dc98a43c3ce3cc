"""The pytest plugin: captured logs as test items, and the fixture `msglife`.

It is there after ``pip install msglife`` and silent until used. At the top it imports pytest and
the standard library only: a run that does not use it pays for nothing.

Logs become items, one each, named ``path/of/the.jsonl::msglife``::

    [tool.pytest.ini_options]
    msglife_logs = ["tests/logs/*.jsonl"]  # from the folder of this file; or --msglife-log GLOB
    msglife_specs = ["lifecycles"]  # folders of further lifecycle files
    msglife_strict = true  # an assumed edge is an error

Logs of the ini run where pytest is told no path, or one that holds them; those of
``--msglife-log`` always run. A glob that matches nothing is a usage error.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

import pytest

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from .conformance import Checker, Report, Verdict

_LOGS: Final = pytest.StashKey[dict[Path, bool]]()
"""Each log of this run, and whether the command line names it."""


class CheckOptions(TypedDict, total=False):
    """How to check: as the function `msglife.check` takes and documents it."""

    specs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
    strict: bool
    complete: bool
    since: str | datetime
    final_within: str | timedelta
    payload_at: str
    received_at: str
    select: str | Sequence[str]
    ignore: str | Sequence[str]
    show_numbers: bool


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the ini keys."""
    parser.addini("msglife_logs", "globs of captured logs to check, one item each", "linelist", [])
    parser.addini("msglife_specs", "folders of further lifecycle files", "paths", [])
    parser.addini("msglife_strict", "an assumed edge is an error", "bool", False)
    parser.getgroup("msglife", "captured messaging logs").addoption(
        "--msglife-log",
        action="append",
        default=[],
        metavar="GLOB",
        help="check the captured logs that match, besides those of the ini's msglife_logs",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    text = "lifecycle(id, ...): the lifecycles the fixture msglife judges by, such as vonage/sms"
    config.addinivalue_line("markers", text)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Find the logs, before xdist starts its workers.

    Raises:
        pytest.UsageError: a glob matches nothing.
    """
    config = session.config
    home = config.inipath.parent if config.inipath else config.rootpath
    here = config.invocation_params.dir
    logs = dict.fromkeys(_matches("msglife_logs", config.getini("msglife_logs"), home), False)
    named = _matches("--msglife-log", config.getoption("msglife_log"), here)
    config.stash[_LOGS] = logs | dict.fromkeys(named, True)


def _matches(setting: str, patterns: Iterable[str], folder: Path) -> Iterator[Path]:
    for pattern in patterns:
        names = [pattern]
        if not (folder / pattern).is_file():
            # Path.glob takes no absolute pattern.
            names = glob.glob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207
        files = [path for name in sorted(names) if (path := folder / name).is_file()]
        if not files:
            raise pytest.UsageError(f"{setting}: {pattern!r} matches no file in {folder}")
        yield from (Path(os.path.abspath(path)) for path in files)  # noqa: PTH100 (keeps links)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a log whose path is an argument; a folder's logs are the session's, below."""
    if file_path in parent.config.stash.get(_LOGS, {}) and parent.session.isinitpath(file_path):
        return LogFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Add the logs to what the session collects from its arguments."""
    report = yield
    if isinstance(collector, pytest.Session) and report.passed:
        report.result += [
            LogFile.from_parent(collector, path=path)
            for path, named in collector.config.stash.get(_LOGS, {}).items()
            if not collector.isinitpath(path) and (named or _is_meant(collector, path))
        ]
    return report


def _is_meant(session: pytest.Session, path: Path) -> bool:
    """Whether the arguments leave a log of the ini in: none, the root, or a folder above it."""
    config = session.config
    ignored = [config.invocation_params.dir / name for name in config.getoption("ignore") or ()]
    if any(path.is_relative_to(os.path.abspath(each)) for each in ignored):  # noqa: PTH100
        return False
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        return True
    return any(session.isinitpath(each) for each in (config.rootpath, *path.parents))


class LogFile(pytest.File):
    """A captured log, as pytest collects it."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its only item."""
        yield LogItem.from_parent(self, name="msglife")


class LogItem(pytest.Item):
    """The check of one captured log: it fails by any error, and if there is nothing to judge."""

    def runtest(self) -> None:
        """Check the log."""
        from .pytest_failures import log_failure

        checker = _checker(self.config, (), {})
        if isinstance(checker, str):
            pytest.fail(checker, pytrace=False)
        checker.read_log(str(self.path))
        here = self.config.invocation_params.dir
        if text := log_failure(checker.finish(), here, self._flags()):
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
        config: of the run; its ini has defaults.
        lifecycles: what the test's marker names.
    """

    def __init__(self, config: pytest.Config, lifecycles: tuple[str, ...] = ()) -> None:
        self._config = config
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
        from .options import read_logs

        named = self._lifecycles if lifecycle is None else lifecycle
        checker = _checker(self._config, named, options)
        if isinstance(checker, str):
            pytest.fail(checker)
        for log in read_logs(logs):
            if isinstance(log, str):
                checker.read_log(log)
            else:
                checker.read_records(log)
        return checker.finish()

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
        from .options import words
        from .pytest_failures import failure, unknown_verdict

        allowed = words(allow)
        if wrong := unknown_verdict(allowed):
            pytest.fail(wrong)
        report = self.check(logs, lifecycle, **options)
        if text := failure(report, allowed, self._config.invocation_params.dir):
            raise AssertionError(text)
        return report


@pytest.fixture
def msglife(request: pytest.FixtureRequest) -> Msglife:
    """Judge captured messaging logs: `msglife.assert_conforms(log_or_records)`, `msglife.check()`.

    ``@pytest.mark.lifecycle("vonage/sms")`` names what is in them. In a test that takes the
    fixture, its name hides a module imported as `msglife`: import what you need by name there
    (``from msglife import check``), or the module under another (``import msglife as ml``).
    """
    marker = request.node.get_closest_marker("lifecycle")
    if marker and not (marker.args and all(isinstance(each, str) for each in marker.args)):
        pytest.fail('the marker takes ids: @pytest.mark.lifecycle("provider/name")', pytrace=False)
    return Msglife(request.config, marker.args if marker else ())


def _checker(
    config: pytest.Config, lifecycles: str | Sequence[str], asked: CheckOptions
) -> Checker | str:
    """Return a checker, or say what is wrong with what it was asked."""
    from .conformance import Checker
    from .options import build_options
    from .paths import folders
    from .spec import SpecError, UnknownLifecycle, did_you_mean

    for name in asked:
        if name not in CheckOptions.__annotations__:
            return f"there is no option {name!r}{did_you_mean(name, CheckOptions.__annotations__)}"
    options: CheckOptions = {"strict": config.getini("msglife_strict"), **asked}
    options["specs"] = (*config.getini("msglife_specs"), *folders(asked.get("specs", ())))
    try:
        return Checker(build_options(lifecycle=lifecycles, **options))
    except (SpecError, UnknownLifecycle, ValueError) as error:
        return str(error)
