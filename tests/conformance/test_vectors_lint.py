"""The vectors are held to rules themselves: form, words, twins, citations, coverage."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from msglife.conformance import CODES
from msglife.spec import START, Lifecycle, catalog

from vectors import reader
from vectors.coverage import COVERAGE

FILES = dict(reader.files())
CASES = reader.cases()
FORM = Draft202012Validator(
    json.loads((reader.HERE / "vector.schema.json").read_text(encoding="utf-8")),
    format_checker=FormatChecker(),
)
PROVIDERS = sorted({path.parent.name for path in FILES})
VAGUE = re.compile(
    r"\b(basic|correct(ly)?|edge case|etc|expected|fine|good|invalid|misc|normal(ly)?|ok"
    r"|proper(ly)?|several things|should|simple|some(how|thing)?|stuff|tests?|testing|valid"
    r"|various|works?|working|wrong(ly)?)\b",
    re.IGNORECASE,
)
OURS = {
    *("class 0 step", "class 1 identical repeat", "class 2 differing repeat", "class 3 assume"),
    *("class 4 miss", "class 5 late", "class 6 deny"),
    *(f"trouble {number}" for number in range(1, 10)),
    *(f"option {name}" for name in ("strict", "complete", "since", "final_within")),
    *(f"semantics, {name}" for name in ("creation", "order", "reading", "resend", "split")),
    "semantics, verdict",
}
JUDGED = ("PAYL", "RULE", "LIFE", "DELV", "OPEN")


def lifecycles(provider: str) -> list[Lifecycle]:
    """A provider's lifecycles."""
    return [life for life in catalog() if life.provider == provider]


def cases_of(provider: str) -> list[Any]:
    """The cases of a provider."""
    return [case for case in CASES if case.provider == provider]


def unfit(file: dict[str, Any]) -> list[str]:
    """What of a file breaks the vectors' schema, and ids that stand twice in it."""
    faults = [f"{error.json_path}: {error.message}" for error in FORM.iter_errors(file)]
    ids = Counter(case.get("id") for case in file.get("cases", []))
    return faults + [f"the id {name} stands twice" for name, count in ids.items() if count > 1]


def bad_words(texts: list[str]) -> list[str]:
    """Descriptions that stand twice, or have a word that says nothing."""
    counts = Counter(texts)
    vague = [f"{text!r} says {word[0]!r}" for text in counts if (word := VAGUE.search(text))]
    return [f"{text!r} stands twice" for text, count in counts.items() if count > 1] + vague


def bad_twins(cases: list[Any]) -> list[str]:
    """Cases whose twin is not in their file, or gets the same verdicts."""
    ids = {(case.path, case.case["id"]): case for case in cases}
    twins = [(case, ids.get((case.path, case.case["twin"]))) for case in cases]
    return [f"{case.name}: no twin" for case, twin in twins if twin is None] + [
        f"{case.name}: its twin gets the same verdicts"
        for case, twin in twins
        if twin is not None and case.verdicts == twin.verdicts
    ]


def bad_citations(case: Any) -> list[str]:
    """What a case cites that is not there."""
    known = OURS | set(CODES)
    for life in lifecycles(case.provider):
        edges = {(edge.source, edge.target) for edge in life.edges}
        names = (START, *(state.name for state in life.states))
        known |= {f"{a}→{b}" for a, b in edges}
        known |= {f"gap {a}→{b}" for a in names for b in names if (a, b) not in edges}
        known |= {f"final {name}" for name in life.finals}
        known |= {rule.id for rule in (*life.rules, *life.relations)}
        known |= {f"alias {alias.at}" for alias in life.aliases}
        known |= {f"{source.id}: {part}" for source in life.sources for part in source.sections}
    return [source for source in case.sources if source not in known]


ALL = [(life, what) for name in PROVIDERS for life in lifecycles(name) for what in COVERAGE]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_files_have_the_form(path):
    """Every file satisfies the schema, and each id is its own."""
    assert not unfit(FILES[path])


def test_descriptions_say_what_they_show():
    """No description stands twice, and none is vague."""
    assert not bad_words([case.case["description"] for case in CASES])
    assert not bad_words([file["description"] for file in FILES.values()])


def test_twins():
    """Each case has a twin near it that gets another verdict."""
    assert not bad_twins(CASES)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_citations(provider):
    """What the cases cite is there."""
    assert lifecycles(provider)
    assert {} == {case.name: bad for case in cases_of(provider) if (bad := bad_citations(case))}


def test_all_of_the_semantics_is_cited():
    """Each edit, trouble, option and heading has a case, and each code of a judgement."""
    assert set() == OURS - {source for case in CASES for source in case.sources}
    codes = {finding["code"] for case in CASES for finding in case.findings}
    assert set() == {code for code in CODES if code.startswith(JUDGED)} - codes


@pytest.mark.parametrize(("life", "what"), ALL, ids=lambda value: getattr(value, "id", value))
def test_coverage(life, what):
    """Everything a lifecycle says is exercised."""
    assert [] == sorted(COVERAGE[what](life, cases_of(life.provider)))


@pytest.mark.parametrize(("life", "what"), ALL, ids=lambda value: getattr(value, "id", value))
def test_coverage_of_nothing(life, what):
    """Without cases everything a lifecycle says is missing."""
    rules = (*life.rules, *life.relations)
    there = {"aliases": life.aliases, "rules": rules}.get(what, True)
    assert bool(there) == bool(COVERAGE[what](life, []))


# The lint finds what is planted

GO4_CASE = next(case for case in CASES if case.name == "go4network/edges:start-scheduled")


def cases_but(provider: str, *ids: str) -> list[Any]:
    """The cases of a provider, but those with these ids."""
    return [case for case in cases_of(provider) if case.case["id"] not in ids]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 0),
        ({"twin": None}, 1),
        ({"remark": "x"}, 1),
        ({"records": []}, 1),
        ({"options": {"since": "yesterday"}}, 1),
        ({"expect": {"messages": [{"verdict": "passes"}]}}, 1),
        ({"expect": {"findings": [{"code": "RULE001", "record": 0}]}}, 1),
        ({"expect": {"findings": [{"code": "LIFE001", "record": 0, "rule": "r"}]}}, 1),
    ],
)
def test_a_file_without_the_form_is_found(change, count):
    """A missing or unknown member, an unreadable option, a rule that is not named."""
    planted = reader.merge(GO4_CASE.case, change)
    faults = unfit({"description": "One case", "cases": [planted]})
    assert count <= len(faults) <= 4 * count


def test_an_id_that_stands_twice_is_found():
    """An id is the name of one case."""
    file = {"description": "One case twice", "cases": [GO4_CASE.case, GO4_CASE.case]}
    assert ["the id start-scheduled stands twice"] == unfit(file)


@pytest.mark.parametrize("text", ["It works", "A simple case", "A correctly told end", "Etc."])
def test_vague_words_are_found(text):
    """Words that say nothing of the log."""
    assert len(bad_words([text])) == 1
    assert not bad_words(["delivered after rejected"])


@pytest.mark.parametrize("twin", ["nowhere", "start-scheduled", "start-pending"])
def test_a_twin_that_is_none_is_found(twin):
    """A twin stands in the file, and gets another verdict."""
    cases = [each for each in CASES if each.path == GO4_CASE.path and each != GO4_CASE]
    planted = replace(GO4_CASE, case={**GO4_CASE.case, "twin": twin})
    assert [GO4_CASE.name] == [fault.split(": ")[0] for fault in bad_twins([*cases, planted])]


@pytest.mark.parametrize(
    "source",
    [
        *("Sent→Pending", "gap Sent→Delivered", "final Sent", "some-rule", "alias /data"),
        *("LIFE009", "webhook: Nowhere", "class 7", "trouble 10", "option select"),
        "semantics, all",
    ],
)
def test_a_citation_of_nothing_is_found(source):
    """What is cited is there, in this provider's lifecycles."""
    planted = replace(GO4_CASE, case={**GO4_CASE.case, "source": ["start→Scheduled", source]})
    assert [source] == bad_citations(planted)


@pytest.mark.parametrize(
    ("name", "what", "ids", "missing"),
    [
        ("vonage/rcs", "edges", ("delivered-read",), "delivered→read"),
        (
            "vonage/sms",
            "rules",
            ("paid", "sms-paid-elsewhere", "mms-paid-elsewhere", "rejected-and-paid"),
            "paid-when-submitted broken",
        ),
        (
            "vonage/sms",
            "aliases",
            ("count-total", "count-total-as-number", "parts-in-sdk-spelling"),
            "/sms/count_total",
        ),
        ("vonage/sms", "fields", ("from-empty",), "callback: /from minLength"),
        (
            "go4network/message",
            "edges",
            ("cancelled-resending", "after-cancelled"),
            "Cancelled→ReSending",
        ),
        ("go4network/message", "aliases", ("sending-by-name",), '/data/message_status "Sending"'),
        ("go4network/message", "fields", ("hash-missing",), "webhook: /data/task_hash required"),
    ],
)
def test_a_hole_in_the_coverage_is_found(name, what, ids, missing):
    """What only these cases exercise is missed without them."""
    assert {missing} == COVERAGE[what](catalog().get(name), cases_but(name.split("/")[0], *ids))
