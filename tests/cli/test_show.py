"""The commands that tell of specifications: list, show, explain, schema, diagram."""

import json

import jsonschema
import pytest
from msglife.spec import catalog

from msglife import load
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


def test_list_as_json():
    """An object a lifecycle, edges by what they rest on."""
    found = {each["id"]: each for each in json.loads(run_msglife("list", "--format=json").stdout)}
    assert set(catalog().ids) == set(found)
    sms = found["vonage/sms"]
    assert ("vonage", ["announced"], 4) == (sms["provider"], sms["modes"], sms["states"])
    assert {"documented", "implied", "assumed"} == set(sms["edges"])
    assert len(catalog().get("vonage/sms").edges) == sum(sms["edges"].values())


@pytest.mark.parametrize("name", catalog().ids)
def test_show_as_json(name):
    """Every state, edge and rule, and each citation leads to a source."""
    told, lifecycle = json.loads(run_msglife("show", name, "--format=json").stdout), load(name)
    assert [state.name for state in lifecycle.states] == [each["name"] for each in told["states"]]
    edges = [(each["from"], each["trigger"], each["to"]) for each in told["edges"]]
    assert [(each.source, each.trigger, each.target) for each in lifecycle.edges] == edges
    rules = [each.id for each in (*lifecycle.rules, *lifecycle.relations)]
    assert rules == [each["id"] for each in told["rules"]]
    sources = {each["id"] for each in told["sources"]}
    things = [*told["states"], *told["edges"], *told["rules"], *told["forms"], *told["endpoints"]]
    assert {cite["source"] for each in things for cite in each["cites"]} <= sources


@pytest.mark.parametrize(
    ("name", "count"), [("vonage", 6), ("vonage/*", 6), ("scg", 2), ("partner_gateway", 3)]
)
def test_show_lists_a_family(name, count):
    """Or a provider that has several; the same in JSON."""
    lines = run_msglife("show", name).stdout.splitlines()
    assert "PROVIDER" == lines[0].split()[0]
    ids = [each["id"] for each in json.loads(run_msglife("show", name, "--format=json").stdout)]
    assert count == len(ids) == len(lines) - 1
    assert all(told in line for told, line in zip(ids, lines[1:], strict=True))


def test_show_of_a_provider_that_has_one():
    """It is shown: there is no other that could be meant."""
    assert (
        run_msglife("show", "go4network").stdout == run_msglife("show", "go4network/message").stdout
    )


def test_columns_say_how_wide_where_there_is_no_terminal(monkeypatch):
    """And a path is never broken; without, nothing is wrapped."""
    file = load("vonage/sms").file
    wide = run_msglife("show", "vonage/sms").stdout
    monkeypatch.setenv("COLUMNS", "60")
    narrow = run_msglife("show", "vonage/sms").stdout
    assert f"file: {file}\n" in narrow and f"file: {file}\n" in wide
    urls = [source.url for source in load("vonage/sms").sources if source.url]
    lines = [line for line in narrow.splitlines() if not any(url in line for url in (file, *urls))]
    assert 60 >= max(map(len, lines)) > 40
    assert max(map(len, wide.splitlines())) > 100
    assert 60 >= max(map(len, run_msglife("list").stdout.splitlines()))
    monkeypatch.setenv("COLUMNS", "wide")
    assert wide == run_msglife("show", "vonage/sms").stdout


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
