"""What a terminal gets: lines that fit it, whole words, colour where it is wanted."""

import json
import os
import pty
import re
import subprocess

import pytest
from msglife.conformance.results.codes import CODES
from msglife.spec import catalog
from rich.cells import cell_len
from rich.console import Console

import msglife
from msglife.cli.document import Facts, Heading, Paragraph, Table, _print, plain_lines
from msglife.cli.explain import _explained
from msglife.cli.lifecycle_view import view
from support.checkout import ROOT
from support.commands import PROCESS

WIDTHS = (40, 80, 200)
IDS = catalog(()).ids


def shown(blocks, width):
    """A document as a terminal of some width shows it, without colour."""
    console = Console(width=width, color_system=None, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        _print(blocks, console)
    return capture.get()


def words(text):
    return sorted(re.findall(r"\w{3,}", text.casefold()))


def words_not_whole(blocks, told):
    """The words of a document that a terminal does not show whole, but for very long ones."""
    written = {word.casefold() for line in plain_lines(blocks) for word in line.split()}
    # A row that stands by itself is named by its first cell; that one's heading is gone.
    written -= {each.headings[0].casefold() for each in blocks if isinstance(each, Table)}
    shown = told.casefold()
    return [word for word in sorted(written) if len(word) <= 24 and word.strip(":") not in shown]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", IDS)
def test_a_lifecycle_fits_and_loses_nothing(name, width):
    """Wide or narrow: the same words as in a pipe, none broken where there is room for it."""
    blocks = list(view(msglife.load(name)))
    told = shown(blocks, width)
    whole = {each.text for each in blocks if isinstance(each, Paragraph) and each.whole}
    lines = told.splitlines()
    assert whole == {text for text in whole for line in lines if line.endswith(f": {text}")}
    assert width >= max(len(line) for line in lines if line.partition(": ")[2] not in whole)
    assert words_not_whole(blocks, told) == []
    if width == 200:
        assert words("\n".join(plain_lines(blocks))) == words(told)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("word", [*CODES, "LIFE", "vonage/sms", "delivered"])
def test_an_explanation_fits(word, width):
    """And no word is broken: a reader may search for it."""
    blocks = list(_explained(word, catalog(())))
    told = shown(blocks, width)
    assert width >= max(map(len, told.splitlines()))
    assert words_not_whole(blocks, told) == []


TABLE = Table(("NAME", "MEANING"), [("sent", "word " * 30), ("delivered", "on the device")])


def test_a_table_wraps_within_its_columns():
    """The second line of a cell stands beneath the first."""
    lines = shown([TABLE], 60).splitlines()
    assert ["NAME", "MEANING"] == lines[0].split()
    assert 11 == lines[0].index("MEANING") == lines[1].index("word") == lines[2].index("word")


def test_a_table_too_narrow_for_its_words_becomes_paragraphs():
    """Each row under its first cell, its other cells by their headings."""
    lines = shown([TABLE], 26).splitlines()
    assert ["sent", "  meaning: word word word"] == lines[:2]
    assert "  meaning: on the device" in lines


def test_facts_stand_beside_their_labels_or_beneath():
    """All alike: whichever the width allows."""
    facts = Facts([("May be followed by", "delivered " * 6), ("In", "acme/sms")])
    assert "  In                  acme/sms" in shown([facts], 80).splitlines()
    assert ["  In", "    acme/sms"] == shown([facts], 30).splitlines()[-2:]


def test_a_paragraph_hangs_beneath_its_label():
    """So that the next label is seen."""
    lines = shown([Heading("x"), Paragraph("word " * 12, "known defect of a")], 40).splitlines()
    assert lines[1].startswith("known defect of a: word")
    assert lines[2].startswith("  word")


HOSTILE = [
    each["text"] * each.get("times", 1)
    for each in json.loads((ROOT / "tests" / "hostile_strings.json").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_in_a_document_acts_on_a_terminal(text, width):
    """Wherever a specification may speak: headings, labels, cells."""
    blocks = [Heading(text), Paragraph(text, text), Facts([(text, text)])]
    blocks.append(Table((text, text), [(text, text)]))
    told = shown(blocks, width)
    assert told.replace("\n", "").isprintable()
    assert all(line.isprintable() for line in plain_lines(blocks))
    assert width >= max(map(cell_len, told.splitlines()))


def on_a_pty(*args, **env):
    """What the command writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    given = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **env}
    with subprocess.Popen([*PROCESS, *args], stdout=theirs, stderr=theirs, cwd=ROOT, env=given):
        os.close(theirs)
        read = b""
        while True:
            try:
                read += (more := os.read(ours, 2**16))
            except OSError:  # Linux: the other end is closed
                break
            if not more:
                break
    os.close(ours)
    return read.decode()


COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9]m")


@pytest.mark.parametrize(
    "args",
    [("check", "examples/logs/vonage.jsonl"), ("show", "vonage/sms"), ("explain", "LIFE005")],
)
def test_a_real_terminal_gets_styles_and_a_pipe_none(args):
    """What follows is the same text."""
    terminal = on_a_pty(*args)
    assert "\x1b[" in terminal
    lines = re.sub(r"\x1b\[[0-9;]*m", "", terminal).split("\r\n")
    assert 80 >= max(len(line) for line in lines if not line.startswith(("file: ", "address of ")))
    piped = subprocess.run([*PROCESS, *args], capture_output=True, cwd=ROOT, check=False)
    assert b"\x1b" not in piped.stdout + piped.stderr
    assert not COLOUR.search(on_a_pty(*args, NO_COLOR="1"))


def test_check_is_coloured_by_severity():
    """Red where it is wrong, yellow where it is odd."""
    told = on_a_pty("check", "examples/logs/vonage.jsonl")
    assert re.search(r"\x1b\[1;31merror", told)
    assert re.search(r"\x1b\[33mwarning", told)
