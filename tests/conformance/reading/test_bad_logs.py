"""Bad logs: empty, cut, in another encoding, or documents with a broken record within."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msglife.conformance.reading.documents as documents
import msglife.conformance.reading.text_window as text_window
import pytest

from support.logs import json_lines, keys, whole_message
from support.outcomes import by_line, codes, judged, standard_input

CALLBACKS = [whole_message(number) for number in range(5)]
LINES = json_lines(CALLBACKS).encode()


NOTHING: dict[str, tuple[bytes, list[tuple[str, int | None]]]] = {
    "empty": (b"", []),
    "blank lines": (b"\n \r\n\t\n", []),
    "a byte-order mark alone": (b"\xef\xbb\xbf", []),
    "an empty array": (b"[]\n", []),
    "an empty gz": (gzip.compress(b""), []),
    "UTF-16, little end first": ("\ufeff".encode("utf-16-le") + LINES, [("LOGS002", 1)]),
    "UTF-16, big end first": ("\ufeff".encode("utf-16-be") + LINES, [("LOGS002", 1)]),
    "UTF-32": ("\ufeff".encode("utf-32-le") + LINES, [("LOGS002", 1)]),
    "no JSON at all": (b"hello\n", [("LOGS001", 1)]),
    "nothing known": (b'{"a":1}\n', [("LOGS003", 1)]),
    "an array without an end": (b"[", [("LOGS001", 1)]),
    "a gz cut in its head": (gzip.compress(LINES)[:5], [("LOGS005", None)]),
    "a gz of noise": (b"\x1f\x8b\x08\x00" + bytes(range(256)), [("LOGS005", None)]),
    "an image": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        [("LOGS002", 1), ("LOGS001", 2), ("LOGS001", 3)],
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_never_green_on_nothing(name: str, tmp_path: Path) -> None:
    """A log of which nothing can be judged exits 3, even beside a good one."""
    data, findings = NOTHING[name]
    (tmp_path / "nothing.jsonl").write_bytes(data)
    (tmp_path / "good.jsonl").write_bytes(LINES)
    report = judged(tmp_path / "nothing.jsonl", tmp_path / "good.jsonl")
    assert findings == by_line(report)
    assert 3 == report.exit_code()
    assert (0, 5) == (report.logs[0].used, report.logs[1].used)
    assert report.logs[0].problem and not report.logs[1].problem


@pytest.mark.parametrize("name", ["absent.jsonl", "folder", "nul\0byte"])
def test_nothing_to_open(name: str, tmp_path: Path) -> None:
    """A path that does not exist, or a folder without a log: told, and the rest is judged."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("none")
    (tmp_path / "folder" / ".hidden.jsonl").write_bytes(LINES)
    (tmp_path / "good.jsonl").write_bytes(LINES)
    report = judged(tmp_path / name, tmp_path / "good.jsonl")
    assert [("LOGS005", None)] == by_line(report)
    assert str(tmp_path / name) == report.findings[0].place.file
    assert (0, 5) == (report.logs[0].records, report.logs[1].used)
    assert 3 == report.exit_code()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "a mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    "form",
    [
        lambda all_: "\n".join(map(json.dumps, all_)),
        lambda all_: json.dumps(all_),
        lambda all_: json.dumps(all_, indent=2),
        lambda all_: "[\n" + ",\n".join(map(json.dumps, all_)) + "\n]\n",
        lambda all_: "\n".join(json.dumps(each, indent="\t") for each in all_),
        lambda all_: json.dumps(all_[:2], indent=1) + "\n" + json.dumps(all_[2:], indent=1),
    ],
    ids=["lines", "compact array", "pretty array", "array of lines", "documents", "two arrays"],
)
def test_every_form(
    form: Callable[[Any], str],
    ending: str,
    mark: bytes,
    pack: Callable[[bytes], bytes],
    tmp_path: Path,
) -> None:
    """The same records, however they are written down."""
    log = tmp_path / "log.json"
    log.write_bytes(pack(mark + form(CALLBACKS).replace("\n", ending).encode()))
    report = judged(log)
    assert [] == by_line(report)
    assert [0, 1, 2, 3, 4] == keys(report)


def test_a_single_pretty_document(tmp_path: Path) -> None:
    """A file may be one record; its line is where it begins."""
    log = tmp_path / "one.json"
    log.write_text("\n\n" + json.dumps(whole_message(1, status="lost"), indent=4))
    assert [("LIFE001", 3)] == by_line(judged(log))


BREAKS: dict[str, Callable[[str], str]] = {
    "a value left out": lambda text: text.replace('"Kiosk"', ""),
    "NaN": lambda text: text.replace('"Kiosk"', "NaN"),
    "a no-break space": lambda text: text.replace('"from"', '\u00a0"from"'),
    "a placeholder": lambda text: text.replace('"Kiosk"', "[sender]"),
    "nested without end": lambda text: text.replace('"Kiosk"', "[" * 10_000 + "]" * 10_000),
    "a huge integer": lambda text: text.replace('"Kiosk"', "9" * 5000),
    "an unpaired surrogate": lambda text: text.replace("Kiosk", "\\ud800"),
    "a comma too many": lambda text: text.replace('"Kiosk",', '"Kiosk",,'),
    "an object for a name": lambda text: text.replace('"from"', "{}"),
}
PRETTY_BREAKS = {
    **BREAKS,
    "a quote left out": lambda text: text.replace('"Kiosk"', '"Kiosk'),
    "its end left out": lambda text: text[: len(text) * 2 // 3].rstrip() + "\n",
}


@pytest.mark.parametrize(
    ("style", "name"),
    [
        *(("compact", name) for name in BREAKS),
        *(("joined", name) for name in BREAKS),
        *(("pretty", name) for name in PRETTY_BREAKS),
        *(("documents", name) for name in PRETTY_BREAKS),
    ],
)
@pytest.mark.parametrize("chunk", [2**18, 50])
def test_a_broken_record_in_a_document(
    style: str, name: str, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs itself; those before and behind it are judged, wherever the file is read on."""
    monkeypatch.setattr(text_window, "_CHUNK", chunk)
    pretty = [json.dumps(each, indent=2) for each in CALLBACKS]
    texts = [json.dumps(each) for each in CALLBACKS] if style == "compact" else pretty
    texts[2] = PRETTY_BREAKS[name](texts[2])
    if style == "pretty":
        texts = ["\n".join(f"  {line}" for line in text.splitlines()) for text in texts]
    between = {"compact": ",", "joined": ", ", "pretty": ",\n", "documents": "\n"}[style]
    whole = between.join(texts)
    if style != "documents":
        whole = f"[\n{whole}\n]" if style == "pretty" else f"[{whole}]"
    log = tmp_path / "broken.json"
    log.write_text(whole, encoding="utf-8")
    report = judged(log)
    line = whole[: whole.index(texts[2])].count("\n") + 1
    assert [("LOGS001", line)] == by_line(report)
    assert [0, 1, 3, 4] == keys(report)
    assert (4, 1) == (report.logs[0].used, report.logs[0].unread)
    if name == "a no-break space":
        assert "U+00A0" in report.findings[0].message
    if name == "a placeholder":
        assert "a placeholder" in report.findings[0].message
        assert "sender" not in report.findings[0].message  # it may be anybody's name


@pytest.mark.parametrize("form", ["compact", "pretty", "documents"])
def test_a_record_of_a_document_beyond_the_limit(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not read; those behind it are."""
    for module in (documents, text_window):
        monkeypatch.setattr(module, "MAX_RECORD", 2000)
    monkeypatch.setattr(text_window, "_CHUNK", 100)
    records = [*CALLBACKS[:2], whole_message(9) | {"client_ref": "x" * 9000}, *CALLBACKS[2:]]
    log = tmp_path / "long.json"
    if form == "documents":
        log.write_text("\n".join(json.dumps(each, indent=1) for each in records))
    else:
        log.write_text(json.dumps(records, indent=1 if form == "pretty" else None))
    report = judged(log)
    assert ["LOGS006"] == codes(report)
    assert [0, 1, 2, 3, 4] == keys(report)


def test_other_things_in_an_array(tmp_path: Path) -> None:
    """What is no object is found, line by line."""
    log = tmp_path / "array.json"
    lines = ["[", "1,", '"x",', "null,", "[1],", f"{json.dumps(CALLBACKS[0])},", "-1.5e3", "]"]
    log.write_text("\n".join([*lines, "rubbish"]))
    report = judged(log)
    assert [*[("LOGS002", line) for line in (2, 3, 4, 5, 7)], ("LOGS001", 9)] == by_line(report)
    assert [0] == keys(report)


def test_an_array_cut_between_records(tmp_path: Path) -> None:
    """An array that does not end was cut, even where no record was."""
    log = tmp_path / "cut.json"
    log.write_text(json.dumps(CALLBACKS, indent=1).rpartition(",\n {")[0] + ",\n")
    assert ["LOGS001"] == codes(judged(log))
    assert [0, 1, 2, 3] == keys(judged(log))


def test_log_text_before_json_lines(tmp_path: Path) -> None:
    """A line of text that begins with a bracket does not make the log an array; it is counted."""
    log = tmp_path / "server.log"
    log.write_bytes(b"[2026-03-02] listening\n" + LINES)
    report = judged(log)
    assert [] == by_line(report)
    assert [0, 1, 2, 3, 4] == keys(report)
    assert (5, 1, 0) == (report.logs[0].used, report.logs[0].ignored, report.logs[0].unread)


MANY = [
    whole_message(number) | {"client_ref": f"{number * 7919 % 9973:x}" * 9} for number in range(900)
]


@pytest.mark.parametrize("indent", [None, 1], ids=["lines", "document"])
@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_gz(indent: int | None, damage: str, tmp_path: Path) -> None:
    """The records before the damage are judged; the damage is told, once."""
    whole = "\n".join(map(json.dumps, MANY)) if indent is None else json.dumps(MANY, indent=indent)
    data = gzip.compress(whole.encode())
    middle = len(data) // 2
    cut = data[:middle] if damage == "cut" else data[:middle] + b"\xff" * 64 + data[middle + 64 :]
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(cut)
    report = judged(log)
    assert [("LOGS005", None)] == by_line(report)[-1:]
    assert 1 == codes(report).count("LOGS005")
    assert 1 == report.exit_code()
    if damage == "cut":
        assert 100 < len(report.messages) < 800
        assert list(range(len(report.messages))) == keys(report)


def test_a_folder(tmp_path: Path) -> None:
    """One log: its files in order of their names, the bad ones found by name."""
    (tmp_path / "deep").mkdir()
    for number, each in enumerate(CALLBACKS[:3]):
        (tmp_path / f"{number}.json").write_text(json.dumps(each, indent=2))
    (tmp_path / "3.json").write_text("")
    (tmp_path / "4.json").write_text("{")
    (tmp_path / "deep" / "5.log.gz").write_bytes(gzip.compress(json.dumps(CALLBACKS[4]).encode()))
    (tmp_path / "notes.md").write_text("no log")
    report = judged(tmp_path)
    assert [("LOGS001", 1)] == by_line(report)
    assert str(tmp_path / "4.json") == report.findings[0].place.file
    assert [0, 1, 2, 4] == keys(report)
    assert 1 == len(report.logs)
    assert 1 == report.exit_code()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_standard_input(pack: Callable[[bytes], bytes]) -> None:
    """It is read like a file; asked for twice, it is empty the second time."""
    with standard_input(pack(LINES)):
        report = judged("-", "-")
    assert [0, 1, 2, 3, 4] == keys(report)
    assert [5, 0] == [log.records for log in report.logs]
    assert 3 == report.exit_code()
