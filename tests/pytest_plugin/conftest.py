"""What the tests of the pytest plugin share: records, a project, a run of one test body."""

import re
from types import SimpleNamespace

# Imported before any inner run, so that each does not import them anew.
import jsonschema  # noqa: F401
import pytest

import msglife.options
import msglife.pytest_plugin.coverage
import msglife.pytest_plugin.failures
import msglife.pytest_plugin.recorder  # noqa: F401
from support.callbacks import callback, key_of
from support.logs import json_lines

GOOD = [callback("submitted", 0, key_of(1)), callback("delivered", 5, key_of(1))]
RECORDS = {
    "GOOD": GOOD,
    "BAD": [*GOOD, callback("submitted", 0, key_of(2)), callback("read", 5, key_of(2))],
    "OPEN": GOOD[:1],
    "LATE": GOOD[::-1],
}


@pytest.fixture
def logs():
    """Records of logs by name."""
    return SimpleNamespace(**RECORDS)


@pytest.fixture(autouse=True)
def quick(pytester, monkeypatch):
    """Leave out of the inner runs what costs a second each and is not asked for."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest -p no:pytest_httpserver")


@pytest.fixture
def project(pytester):
    """A folder with a test, an ini that names logs, and two of them: one good, one bad."""
    pytester.makeini("[pytest]\ntestpaths = tests\nmsglife_logs = tests/logs/*.jsonl\n")
    folder = pytester.mkdir("tests") / "logs"
    folder.mkdir()
    for name in ("bad", "good"):
        folder.joinpath(f"{name}.jsonl").write_text(json_lines(RECORDS[name.upper()]))
    pytester.path.joinpath("tests", "test_own.py").write_text("def test_own(): pass\n")
    return pytester


@pytest.fixture
def run(pytester):
    """Run one test body with the fixture, records and other names at hand; return the result."""

    def run(body, marker="", *options, **names):
        named = {name: value for name, value in RECORDS.items() if re.search(rf"\b{name}\b", body)}
        assignments = "".join(f"{name} = {value!r}\n" for name, value in (named | names).items())
        text = f"import pytest\n{assignments}{marker}\ndef test_it(msglife):\n    {body}\n"
        pytester.makepyfile(text)
        return pytester.runpytest("-Werror", *options)

    return run
