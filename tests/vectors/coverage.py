"""What the vectors exercise of a lifecycle, computed from its specification.

Each function returns what no case exercises. `tests/test_vectors_lint.py` asks it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from msglife.conformance import check
from msglife.conformance.observing.items import payloads_of
from msglife.conformance.payloads.labelled_text import read_labelled
from msglife.spec import MISSING, Form, Lifecycle

CONSTRAINTS: Final = (
    *("type", "enum", "const", "pattern", "format", "minLength", "maxLength", "minimum"),
    *("maximum", "exclusiveMinimum", "multipleOf", "minItems", "maxItems"),
)
_passed: dict[str, dict[str, set[str]]] = {}


def passed(case: Any) -> dict[str, set[str]]:
    """The edges a case's messages take, by lifecycle."""
    if case.name not in _passed:
        _passed[case.name] = {
            life: {f"{a}→{b}" for (a, b), count in traffic.passages.items() if count}
            for life, traffic in check([case.records]).traffic.items()
        }
    return _passed[case.name]


def uncovered_edges(life: Lifecycle, cases: list[Any]) -> set[str]:
    """The edges that no case both cites and takes; citing is enough of what nothing needs."""
    cited = {source for case in cases for source in case.sources}
    taken = [passed(case).get(life.id, set()) & set(case.sources) for case in cases]
    covered = set().union(*taken) | (cited & bypassed(life))
    return {f"{edge.source}→{edge.target}" for edge in life.edges} - covered


def bypassed(life: Lifecycle) -> set[str]:
    """The assumed edges that no life needs: polls skip states, and another way assumes nothing."""
    if any(form.mode != "sampled" for form in life.forms):
        return set()
    known = [edge for edge in life.edges if edge.grounds.basis != "assumed"]
    found = set()
    for edge in life.edges:
        reached = {edge.source}
        for _ in life.states:
            reached |= {each.target for each in known if each.source in reached}
        if edge not in known and edge.target in reached:
            found.add(f"{edge.source}→{edge.target}")
    return found


def uncovered_states(life: Lifecycle, cases: list[Any]) -> set[str]:
    """The states in which no expected life ends, with what the state is: final or not."""
    ends = {
        (message["last"], message["final"])
        for case in cases
        for message in case.messages
        if message["lifecycle"] == life.id and message["verdict"] != "violates"
    }
    return {state.name for state in life.states if (state.name, state.final) not in ends}


def uncovered_rules(life: Lifecycle, cases: list[Any]) -> set[str]:
    """The rules and relations that no case breaks, or that none keeps that cites them."""
    missing = set()
    for rule in (*life.rules, *life.relations):
        citing = [case for case in cases if rule.id in case.sources]
        if rule.kind == "undecided_when":
            broken = [case for case in citing if "undecided" in case.verdicts]
        else:
            broken = [c for c in cases if rule.id in [f.get("rule") for f in c.findings]]
        missing |= set() if broken else {f"{rule.id} broken"}
        missing |= set() if [c for c in citing if c not in broken] else {f"{rule.id} kept"}
    return missing


def payloads(record: Any) -> Iterator[Any]:
    """What in a record may be a payload."""
    yield record
    for side in ("request", "response"):
        inside = record.get(side) if isinstance(record, dict) else None
        body = inside.get("body") if isinstance(inside, dict) else None
        yield from body if isinstance(body, list) else [body]


def payloads_found(cases: list[Any], code: str) -> Iterator[Any]:
    """The payloads of the records of which a finding is expected."""
    for case in cases:
        records = case.records
        for number in {each["record"] for each in case.findings if each["code"] == code}:
            yield from payloads(records[number])


def as_read(form: Form, payload: Any) -> Any:
    """A payload as a form reads it: labelled text is an object."""
    return payload if form.text is None else read_labelled(payload, form.text)


def uncovered_aliases(life: Lifecycle, cases: list[Any]) -> set[str]:
    """The spellings that no case expects to be read."""
    told = list(payloads_found(cases, "PAYL002"))
    read = [as_read(form, payload) for form in life.forms for payload in told]
    missing = set()
    for alias in life.aliases:
        seen = {json.dumps(v) for each in read if (v := alias.at.get(each)) is not MISSING}
        wanted = {json.dumps(written) for written, _ in alias.values} - seen
        missing |= {f"{alias.at} {each}" for each in wanted}
        missing |= {str(alias.at)} if alias.to and not seen else set()
    return missing


def constrained(node: Any, root: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """What a schema asks for: places, each with a keyword or with what it is to hold."""
    if "$ref" in node:
        target = root
        for part in node["$ref"].removeprefix("#").split("/")[1:]:
            target = target[part]
        yield from constrained(target, root, path)
    if path:
        yield from ((path, keyword) for keyword in CONSTRAINTS if keyword in node)
    yield from ((f"{path}/{name}", "required") for name in node.get("required", ()))
    for name, inner in node.get("properties", {}).items():
        yield from constrained(inner, root, f"{path}/{name}")
    if isinstance(node.get("items"), dict):
        yield from constrained(node["items"], root, f"{path}/*")


def chosen_by(select: Any, path: str = "") -> Iterator[str]:
    """The places at which a selector asks for one value."""
    yield from [path] * ("const" in select)
    for name, inner in select.get("properties", {}).items():
        yield from chosen_by(inner, f"{path}/{name}")
    for keyword in ("allOf", "anyOf"):
        for inner in select.get(keyword, ()):
            yield from chosen_by(inner, path)


def broken(form: Form, payload: Any) -> Iterator[tuple[str, str]]:
    """What of its form's schema a payload breaks."""
    validator = Draft202012Validator(form.schema, format_checker=FormatChecker())
    for error in validator.iter_errors(payload):
        path = "".join(f"/{'*' if isinstance(p, int) else p}" for p in error.absolute_path)
        if error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            yield from ((f"{path}/{name}", "required") for name in missing)
        else:
            yield path, error.validator


def uncovered_fields(life: Lifecycle, cases: list[Any]) -> set[str]:
    """The constraints on payloads that no case breaks.

    Key, status and variant, and what holds them, are left out: a payload that lacks one is
    not read at all. So is what a selector asks for: another value is of another form.
    """
    payloads_told = list(payloads_found(cases, "PAYL001"))
    missing = set()
    for form in life.forms:
        selects = Draft202012Validator(form.select)
        told = [item.value for p in payloads_told for item in payloads_of(p, form.items)]
        told += payloads_told if form.items else []  # an item may stand alone
        told = [as_read(form, payload) for payload in told]
        seen = {each for p in told if selects.is_valid(p) for each in broken(form, p)}
        needed = [f"{each}/" for each in (form.status, form.variant) if each]
        asked = {
            (place, keyword)
            for place, keyword in constrained(form.schema, form.schema)
            if not any(each.startswith(f"{place}/") for each in needed)
            and not (place == str(form.key) and keyword in ("required", "minLength"))
            and place not in chosen_by(form.select)
        }
        missing |= {f"{form.name}: {place} {keyword}" for place, keyword in asked - seen}
    return missing


COVERAGE: Final[dict[str, Callable[[Lifecycle, list[Any]], set[str]]]] = {
    "edges": uncovered_edges,
    "states": uncovered_states,
    "rules": uncovered_rules,
    "aliases": uncovered_aliases,
    "fields": uncovered_fields,
}
"""By what they cover."""
