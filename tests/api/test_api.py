"""The Python API: what it takes, what it gives, what it refuses."""

import tomllib
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import msglife
from support.callbacks import KEY, callback
from support.checkout import ROOT
from support.logs import write_log
from support.outcomes import codes

LIFE = [callback("submitted"), callback("delivered", 5)]


def test_the_version_is_the_projects():
    """It is a literal, kept in step by this test."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == msglife.__version__


def test_every_public_name_is_there():
    """Each is documented, and the classes come when they are asked for."""
    assert set(msglife.__all__) <= set(dir(msglife))
    assert all(getattr(msglife, name).__doc__ for name in msglife.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = msglife.nonsense


def test_load():
    """By id; the same value each time."""
    assert msglife.load("vonage/sms") is msglife.load("vonage/sms")
    assert "vonage/sms" == msglife.load("vonage/sms").id


def test_an_unknown_lifecycle_is_named_with_the_nearest():
    """A typing error is seen at once."""
    with pytest.raises(msglife.UnknownLifecycle) as caught:
        msglife.load("vonage/smss")
    assert "did you mean vonage/sms" in str(caught.value)


def test_machine_runs():
    """It begins in start and takes the documented triggers."""
    machine = msglife.machine("vonage/sms")
    assert isinstance(machine, msglife.LifecycleMachine)
    assert "start" == machine.state
    machine.submit()
    machine.deliver()
    assert "delivered" == machine.state


def test_schema():
    """The first form's by default, another by name; a copy each time."""
    forms = [form.name for form in msglife.load("vonage/sms").forms]
    assert msglife.schema("vonage/sms") == msglife.schema("vonage/sms", form=forms[0])
    assert msglife.schema("vonage/sms") != msglife.schema("vonage/sms", form=forms[1])
    msglife.schema("vonage/sms").clear()
    assert msglife.schema("vonage/sms")


def test_an_unknown_form_is_refused():
    """Naming those there are."""
    with pytest.raises(msglife.UnknownForm) as caught:
        msglife.schema("vonage/sms", form="calback")
    assert str(caught.value).startswith("vonage/sms has no form 'calback'; did you mean callback")


@contextmanager
def passing():
    """Anything an exception may pass through on its way to the user."""
    yield


@pytest.mark.parametrize(
    "error",
    [msglife.BadOption("since", "expected a date"), msglife.UnknownForm("a", "b/c", ("d",))],
)
def test_errors_pass_through_a_context_manager(error):
    """`contextlib` sets an exception's traceback; a frozen one would break there."""
    with pytest.raises(type(error)) as caught, passing():
        raise error
    assert caught.value is error


@pytest.mark.parametrize(
    "wrap", [list, tuple, iter, lambda records: (record for record in records)]
)
def test_records(wrap):
    """Any iterable of dictionaries, read once."""
    report = msglife.check(wrap(LIFE))
    assert ["conforms"] == [message.verdict for message in report.messages]
    assert ["records"] == [log.path for log in report.logs]


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "life.jsonl", LIFE)


@pytest.mark.parametrize("wrap", [str, Path, lambda path: [path], lambda path: iter([str(path)])])
def test_paths(log, wrap):
    """One, or several; as text or as paths."""
    report = msglife.check(wrap(log))
    assert [str(log)] == [each.path for each in report.logs]
    assert 1 == len(report.messages)


def test_nothing_is_never_green():
    """No records are an empty log."""
    assert 3 == msglife.check([]).exit_code()


@pytest.mark.parametrize(
    ("logs", "words"),
    [
        (b"log.jsonl", "not bytes"),
        ([b"log.jsonl"], "among the records is bytes"),
        (callback("submitted"), "put a single record in a list"),
        (7, "not int"),
        (None, "not NoneType"),
        (["log.jsonl", callback("submitted")], "cannot be mixed"),
        ([Path("log.jsonl"), 3], "cannot be mixed"),
        ([callback("submitted"), "log.jsonl"], "cannot be mixed"),
        ([callback("submitted"), Path("log.jsonl")], "cannot be mixed"),
    ],
)
def test_what_is_neither_paths_nor_records_is_refused(logs, words):
    """With a word on what was expected."""
    with pytest.raises(TypeError, match=words):
        msglife.check(logs)


def test_a_record_that_is_no_object_is_a_finding():
    """It is a fault of the log, not of the call."""
    report = msglife.check([*LIFE, 7])
    assert ["LOGS002"] == codes(report)


MOMENT = datetime(2023, 5, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("since", ["2023-05-01T15:00:00Z", "2023-05-02", MOMENT])
def test_since(since):
    """A message older than the capture has its beginning free."""
    late = [callback("delivered", 5)]
    assert ["DELV003"] == codes(msglife.check(late))
    assert [] == codes(msglife.check(late, since=since))


@pytest.mark.parametrize("within", ["4s", timedelta(seconds=4)])
def test_final_within(within):
    """A message without an end is overdue."""
    other = callback("delivered", 9, message_uuid=KEY.replace("a", "b"))
    start = callback("submitted", 9, message_uuid=KEY.replace("a", "b"))
    report = msglife.check([callback("submitted"), start, other], final_within=within)
    assert ["OPEN001"] == [code for code in codes(report) if code.startswith("OPEN")]


@pytest.mark.parametrize("select", ["PAYL,LIFE", ["PAYL", "LIFE"], ("payl,life",)])
def test_select(select):
    """Prefixes, one string or several, in any case."""
    faulty = [callback("deliverd", extra=1)]
    assert ["LIFE001", "PAYL003"] == codes(msglife.check(faulty, select=select))
    assert ["LIFE001"] == codes(msglife.check(faulty, select=select, ignore="PAYL"))


@pytest.mark.parametrize("lifecycle", ["vonage", "vonage/sms", ["vonage/sms", "vonage/mms"]])
def test_lifecycle(lifecycle):
    """By provider, by id, or several."""
    assert [] == codes(msglife.check(LIFE, lifecycle=lifecycle))


def test_foreign_captures():
    """Two pointers say where payload and time stand."""
    records = [{"at": "2023-05-01T14:00:00Z", "body": each} for each in LIFE]
    report = msglife.check(records, payload_at="/body", received_at="/at")
    assert ["conforms"] == [message.verdict for message in report.messages]


@pytest.mark.parametrize("size", [2**20, "1M", "1 MiB", "1.5mb", "1024k", "2G", "0.001T"])
def test_sizes_of_memory(size):
    """Bytes, or with a unit of 1,024."""
    assert ["conforms"] == [each.verdict for each in msglife.check(LIFE, memory=size).messages]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"since": "yesterday"}, "since: expected a date"),
        ({"since": datetime(2023, 5, 1)}, "since: expected a time with its zone"),
        ({"final_within": "soon"}, "final_within: expected a duration"),
        ({"final_within": "9" * 400 + "d"}, "final_within: expected a shorter duration"),
        ({"final_within": timedelta(-1)}, "final_within: expected a duration of zero or more"),
        (
            {"payload_at": "body"},
            "payload_at: nothing stands at 'body' in any record; a record has",
        ),
        ({"received_at": "at"}, "received_at: nothing stands at 'at' in any record; a record has"),
        ({"payload_at": "/a~2"}, "payload_at: in a JSON Pointer ~0 is '~'"),
        ({"memory": "much"}, "memory: expected a size such as 512M or 2G, not 'much'"),
        ({"memory": "512"}, "memory: expected a size such as 512M or 2G, not '512'"),
        ({"memory": "0.5M"}, "memory: expected a size of 1M or more, not 524,288 bytes"),
        ({"memory": -1}, "memory: expected a size of 1M or more, not -1 bytes"),
        ({"select": "NOPE"}, "select: no code begins with 'NOPE'"),
        ({"ignore": ["LIFE", "NOPE"]}, "ignore: no code begins with 'NOPE'"),
    ],
)
def test_a_bad_option_is_refused_by_name(options, words):
    """As a `ValueError` that says what was expected."""
    with pytest.raises(msglife.BadOption) as caught:
        msglife.check(LIFE, **options)
    assert str(caught.value).startswith(words)
    assert isinstance(caught.value, ValueError)


def test_specs(tmp_path):
    """A folder of further lifecycles; a broken one says so."""
    with pytest.raises(msglife.SpecError, match="holds no lifecycle file"):
        msglife.load("vonage/sms", specs=tmp_path)
    with pytest.raises(msglife.SpecError, match="holds no lifecycle file"):
        msglife.check(LIFE, specs=[str(tmp_path)])


def test_numbers_are_masked():
    """Unless they are asked for."""
    changed = [LIFE[0], {**LIFE[1], "to": "447700900099"}]
    masked, shown = msglife.check(changed), msglife.check(changed, show_numbers=True)
    assert not any("447700900099" in finding.message for finding in masked.findings)
    assert any("447700900099" in finding.message for finding in shown.findings)
