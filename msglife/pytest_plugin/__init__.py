"""The pytest plugin: captured logs as test items, fixtures, coverage; see docs/pytest.md.

It is there after ``pip install msglife`` and silent until used. At the top it imports pytest and
the standard library only, and what a run does not use it does not load.

Logs become items, one each, named ``path/of/the.jsonl::msglife``::

    [tool.pytest.ini_options]
    msglife_logs = ["tests/logs/*.jsonl"]  # from the folder of this file; or --msglife-log GLOB

Logs of the ini run where pytest is told no path, or one that holds them; those of
``--msglife-log`` always run. A glob that matches nothing is a usage error.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from .checks import Msglife
    from .recorder import JudgedRecorder

_LOGS: Final = pytest.StashKey[dict[Path, bool]]()
"""Each log of this run, and whether the command line names it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the ini keys."""
    parser.addini("msglife_logs", "globs of captured logs to check, one item each", "linelist", [])
    parser.addini("msglife_specs", "folders of further lifecycle files", "paths", [])
    parser.addini("msglife_strict", "an assumed edge is an error", "bool", False)
    parser.addini("msglife_cov_lifecycles", "lifecycles of which coverage is asked", "args", [])
    parser.addini("msglife_cov_fail_under", "least coverage in percent", "string", "")
    parser.addini("msglife_record_dir", "folder for what failing tests recorded", "string", "")
    group = parser.getgroup("msglife", "captured messaging logs")
    group.addoption(
        "--msglife-log",
        action="append",
        default=[],
        metavar="GLOB",
        help="check the captured logs that match, besides those of the ini's msglife_logs",
    )
    group.addoption(
        "--msglife-cov",
        action="store_true",
        help="print how many states and edges of the lifecycles the run's messages took",
    )
    group.addoption(
        "--msglife-cov-missing", action="store_true", help="the same, and which they did not take"
    )
    group.addoption(
        "--msglife-cov-fail-under",
        default=None,
        metavar="PERCENT",
        help="fail the run if they took a smaller part; assumed edges do not count",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and the coverage if it is asked for.

    Raises:
        pytest.UsageError: coverage is asked for wrongly.
    """
    text = "lifecycle(id, ...): the lifecycles the fixture msglife judges by, such as vonage/sms"
    config.addinivalue_line("markers", text)
    asked = config.getoption("msglife_cov") or config.getoption("msglife_cov_missing")
    least = config.getoption("msglife_cov_fail_under")
    least = config.getini("msglife_cov_fail_under") if least is None else least
    if (asked or least) and not config.option.collectonly:
        from .coverage import CoveragePlugin

        plugin = CoveragePlugin(config, least, missing=config.getoption("msglife_cov_missing"))
        config.pluginmanager.register(plugin, "msglife_coverage")


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
        from .checks import LogFile

        return LogFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Add the logs to what the session collects from its arguments."""
    report = yield
    if isinstance(collector, pytest.Session) and report.passed:
        report.result += _logs_of(collector)
    return report


def _logs_of(session: pytest.Session) -> Iterator[pytest.Collector]:
    for path, named in session.config.stash.get(_LOGS, {}).items():
        if not session.isinitpath(path) and (named or _is_meant(session, path)):
            from .checks import LogFile

            yield LogFile.from_parent(session, path=path)


def _is_meant(session: pytest.Session, path: Path) -> bool:
    """Whether the arguments leave a log of the ini in: none, the root, or a folder above it."""
    config = session.config
    ignored = [config.invocation_params.dir / name for name in config.getoption("ignore") or ()]
    if any(path.is_relative_to(os.path.abspath(each)) for each in ignored):  # noqa: PTH100
        return False
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        return True
    return any(session.isinitpath(each) for each in (config.rootpath, *path.parents))


@pytest.fixture
def msglife(request: pytest.FixtureRequest) -> Msglife:
    """Judge captured messaging logs: `msglife.assert_conforms(log_or_records)`, `msglife.check()`.

    ``@pytest.mark.lifecycle("vonage/sms")`` names what is in them. In a test that takes the
    fixture, its name hides a module imported as `msglife`: import what you need by name there
    (``from msglife import check``), or the module under another (``import msglife as ml``).
    """
    from .checks import Msglife, named_by_marker

    return Msglife(request.node, named_by_marker(request.node))


@pytest.fixture
def msglife_recorder_address() -> tuple[str, int]:
    """Where the fixture `msglife_recorder` listens; override it for a fixed port."""
    return ("127.0.0.1", 0)


@pytest.fixture
def msglife_recorder(
    request: pytest.FixtureRequest, msglife_recorder_address: tuple[str, int]
) -> Iterator[JudgedRecorder]:
    """Record callbacks at a real HTTP endpoint on loopback (`url`), and judge them at the end.

    It needs ``pip install "msglife[recorder]"``.
    """
    from .recorder import recording

    with recording(request.node, msglife_recorder_address) as recorder:
        yield recorder
