"""The commands that tell of specifications: list, show, explain, schema, diagram."""

import json

import jsonschema
import pytest

from support.commands import run_msglife

pytestmark = pytest.mark.usefixtures("here")


def test_list():
    """One line each, by provider, under a line of headings."""
    lines = run_msglife("list").stdout.splitlines()
    shares = ["DOCUMENTED", "IMPLIED", "ASSUMED"]
    assert ["PROVIDER", "ID", "TITLE", "MODES", "STATES", "EDGES", *shares] == lines[0].split()
    [line] = [line for line in lines if line.split()[:2] == ["vonage", "vonage/sms"]]
    assert "announced" in line


def test_show():
    """Everything a specification says, each with its basis."""
    shown = run_msglife("show", "go4network/message").stdout
    for words in ("Sources", "known defect of", "States", "Edges", "Rules", "read with a warning"):
        assert words in shown
    [edge] = [line for line in shown.splitlines() if line.startswith("Sent ") and "fail" in line]
    assert "implied [" in edge
    assert "[1] webhook: " in shown


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("LIFE005", ["What it does: ", "Why it matters: ", "Example: ", "Source: "]),
        ("life005", ["LIFE005 "]),
        ("LIFE", ["LIFE001  error", "LIFE006  warning"]),
        ("vonage/sms", ["A message begins as ", "msglife show vonage/sms"]),
        ("vonage", ["vonage/sms: ", "vonage/whatsapp: "]),
        ("vonage/sms:delivered", ["In: vonage/sms\n", "May follow: submitted", "Source: doc"]),
        ("delivered", ["vonage/whatsapp", "go4network/message", "May be followed by: read"]),
        ("6", ["Delivered (written 6)", "In: go4network/message"]),
    ],
)
def test_explain(word, told):
    """Codes, prefixes, lifecycles, providers and statuses."""
    done = run_msglife("explain", word)
    assert 0 == done.exit_code
    assert [] == [words for words in told if words not in done.stdout]


@pytest.mark.parametrize("name", ["report", "lifecycle", "vonage/sms", "go4network/message"])
def test_schema(name):
    """Each is a JSON Schema."""
    jsonschema.Draft202012Validator.check_schema(json.loads(run_msglife("schema", name).stdout))


def test_the_schema_of_lifecycle_files():
    """By a flag, as its docs say, or as an ID; one or the other."""
    named = run_msglife("schema", "--lifecycle-file")
    assert run_msglife("schema", "lifecycle").stdout == named.stdout
    assert "A lifecycle file of msglife, format 1" == json.loads(named.stdout)["title"]
    for args in ([], ["vonage/sms", "--lifecycle-file"]):
        refused = run_msglife("schema", *args)
        assert 2 == refused.exit_code
        assert "expected either an ID or --lifecycle-file" in refused.output


def test_diagram(here):
    """Text on standard output, or a file by its suffix."""
    assert "stateDiagram-v2" in run_msglife("diagram", "vonage/sms").stdout
    assert 0 == run_msglife("diagram", "vonage/sms", "-o", "life.mmd").exit_code
    told = run_msglife("diagram", "vonage/sms", "--format", "mermaid").stdout
    assert told == (here / "life.mmd").read_text(encoding="utf-8")
