"""What is said of an observation that no life explains: code, cause, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, get_args

from ...machines import BEGIN
from ...spec import Basis, Edge, Grounds, did_you_mean
from ..lives.edits import UNKNOWN
from ..lives.explanation import Explanation, Step
from ..lives.narration import denial_code
from ..observing.observation import Observation
from ..results.finding import Finding
from ..results.masking import plain
from ..results.times import format_clocks
from ..results.written import as_written
from .life import Life

_WEAKEST: Final[tuple[str, ...]] = get_args(Basis)


def denied(life: Life, explanation: Explanation, step: Step, seen: Observation | None) -> Finding:
    """Say why an observation is denied.

    Args:
        life: the judged life.
        explanation: the one that denies it.
        step: its step there.
        seen: what was explained last before it, if anything was.
    """
    here = life.timeline.arrived[step.index]
    code = denial_code(life.automaton, step.before, life.letters[step.index])
    if code in ("LIFE001", "LIFE004"):
        finding = _of_status(life, step, here, code)
        return finding._replace(related=(seen.place,) if seen else ())
    closed = list(dict.fromkeys(_closed(life, step)))
    words, related, grounds = "", seen, _grounds(life, step, closed)
    if closed:
        words = f"{_after(here, seen)}: {here.told} needs {_either(closed)}"
    elif code == "LIFE002":
        words, related = _no_edge(life, explanation, step, here, seen)
    else:
        ended = "had already ended" if code == "LIFE003" else "had already ended otherwise"
        words = f"{_after(here, seen)}: the message {ended}"
    finding = life.finding(code, "error", here, words)
    basis = weakest("implied", grounds.basis if grounds else finding.basis)
    return finding._replace(
        basis=basis,
        cite=grounds.cite if grounds else _cites(life),
        # What is refused would be right if its guard were open: it is never what is expected.
        expected=tuple(
            name for name in life.automaton.next_names(step.before) if name != here.state
        ),
        related=(related.place,) if related else (),
    )


def weakest(*bases: str) -> str:
    """Return the weakest of several bases.

    >>> weakest("documented", "assumed", "implied")
    'assumed'
    """
    return max(bases, key=lambda basis: _WEAKEST.index(basis))


def _of_status(life: Life, step: Step, here: Observation, code: str) -> Finding:
    """There is no such status, or none on this channel."""
    title = life.lifecycle.title
    expected = life.automaton.next_names(step.before)
    if code == "LIFE001":
        values = _written(life, here)
        hint = _meant(here.told, values)
        words = f"{here.told} is no status that {title} documents{hint}"
        expected = tuple(value for name in expected for value in values.get(name, ()))
    else:
        words = f"{here.told} is documented, but not for {title}"
        others = life.lifecycle.elsewhere.get(here.told, ())
        if others:
            words = f"{here.told} needs {' or '.join(others)}: {words}"
    finding = life.finding(code, "error", here, words)
    known = life.lifecycle.lacking.get(here.state or "")
    cite = known.first_cite if known else _cites(life)
    return finding._replace(cite=cite, expected=expected)


def _written(life: Life, here: Observation) -> dict[str, list[str]]:
    """By each state there is: what payloads of this form write for it."""
    told = here.voice.form.values or life.lifecycle.vocabulary
    found: dict[str, list[str]] = {}
    for value, name in told.items():
        if name in life.automaton.number:
            found.setdefault(name, []).append(as_written(value))
    return found


def _meant(told: str, values: Mapping[str, Sequence[str]]) -> str:
    """Name what was perhaps meant by a word that is no status: a value, never the word itself.

    It may be the state's name, or the value in another type.
    """
    word = told.strip('"').casefold()
    exact = [
        value
        for name, several in values.items()
        for value in several
        if word in (name.casefold(), value.strip('"').casefold()) and value != told
    ]
    if exact:
        return f"; did you mean {' or '.join(exact)}?"
    return did_you_mean(told, [each for several in values.values() for each in several])


def _cites(life: Life) -> str:
    """It is about what statuses there are."""
    return "; ".join(dict.fromkeys(each.grounds.first_cite for each in life.lifecycle.states))


def _grounds(life: Life, step: Step, closed: list[Edge]) -> Grounds | None:
    """Why the state before stands as it does: an end, if it is one, or by what is closed."""
    if closed:
        return closed[0].grounds
    if step.before == BEGIN:
        return None
    state = life.lifecycle.state(life.automaton.names[step.before])
    return state.final_grounds or state.grounds


def _closed(life: Life, step: Step) -> Iterator[Edge]:
    """The edges by which it could have come, had its payload satisfied their guards."""
    automaton, letter = life.automaton, life.letters[step.index]
    every = (1 << len(automaton.guards)) - 1
    before = step.before
    if automaton.paths(before, letter.state, letter.guards):
        if automaton.admits(letter.state, letter.guards):
            return
        before = BEGIN  # the way on is open to it, but none from the beginning
    for path in automaton.paths(before, letter.state, every):
        for pair in pairwise(path.states):
            if not any(automaton.between(*pair, letter.guards)):
                shut = (arc.edge for arc in automaton.between(*pair, every))
                yield from (edge for edge in shut if edge is not None)


def _no_edge(
    life: Life,
    explanation: Explanation,
    step: Step,
    here: Observation,
    seen: Observation | None,
) -> tuple[str, Observation | None]:
    """The lacking edge, or what came next that it contradicts."""
    automaton, letter = life.automaton, life.letters[step.index]
    names = automaton.names
    if automaton.paths(step.before, letter.state, letter.guards):
        previous = letter.previous
        if previous not in (UNKNOWN, letter.state) and not automaton.paths(
            previous, letter.state, letter.guards
        ):
            words = f"{here.told} says it came from {names[previous]}"
            return f"{words}: {_lacking(names[previous], here.told)}", seen
        other = _contradicted(life, explanation, step)
        if other is not None:
            mine, its = _clocks(here, other)
            told, line = other.told, _where(here, other)
            return f"{here.told}{_in(mine)} contradicts {told}{_in(its, line)}", other
    return f"{_after(here, seen)}: {_lacking(names[step.before], here.told)}", seen


def _lacking(before: str, told: str) -> str:
    return f"there is no edge from {before} to {told}"


def _contradicted(life: Life, explanation: Explanation, step: Step) -> Observation | None:
    """What follows it in the explanation, and could not have followed it."""
    letter = life.letters[step.index]
    behind = explanation.steps[explanation.steps.index(step) + 1 :]
    for after in behind:
        other = life.letters[after.index]
        if after.move.kind in ("deny", "late", "behind") or other.state == letter.state:
            continue
        if not life.automaton.paths(letter.state, other.state, other.guards):
            return life.timeline.arrived[after.index]
    return None


def _after(here: Observation, seen: Observation | None) -> str:
    """Name an observation, and the one before it, with what tells them apart."""
    if seen is None:
        return f"{here.told} as the first status"
    mine, its = _clocks(here, seen)
    return f"{here.told}{_in(mine)} after {seen.told}{_in(its, _where(here, seen))}"


def _clocks(here: Observation, other: Observation) -> tuple[str, str]:
    if here.time is None or other.time is None:
        return "", ""
    return format_clocks(here.time, other.time)


def _where(here: Observation, other: Observation) -> str:
    """Where another observation stands, as seen from one."""
    place = other.place
    if place.file != here.place.file:
        return plain(str(place))
    if place.row:
        return f"row {plain(place.row)}"
    return f"record {place.record}" if place.line is None else f"line {place.line}"


def _in(*words: str) -> str:
    told = ", ".join(word for word in words if word)
    return f" ({told})" if told else ""


def _either(edges: list[Edge]) -> str:
    needs = [needed(edge.guard.schema) for edge in edges if edge.guard]
    return " or ".join(dict.fromkeys(needs))


def needed(schema: Mapping[str, Any]) -> str:
    """Say what a guard asks of a payload.

    >>> needed({"properties": {"channel": {"enum": ["app", "sms"]}}})
    'channel app or sms'
    >>> needed({"not": {"required": ["way"], "properties": {"way": {"const": "in"}}}})
    'another way than in'
    >>> needed({"title": "an address of the app", "pattern": "^app:"})
    'an address of the app'
    """
    if "title" in schema:
        return str(schema["title"])
    found = list(_needed(schema, (), denied=False))
    return " and ".join(found) or "what its edge asks of the payload"


def _needed(schema: Any, path: tuple[str, ...], *, denied: bool) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    name = "/".join(path) or "payload"
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if values:
        told = " or ".join(str(each) for each in values)
        yield f"another {name} than {told}" if denied else f"{name} {told}"
    elif "pattern" in schema:
        yield f"{name} {'not ' if denied else ''}like {schema['pattern']}"
    properties = schema.get("properties", {})
    for member, inner in properties.items():
        yield from _needed(inner, (*path, member), denied=denied)
    for member in schema.get("required", ()):
        if member not in properties:
            yield f"{'no ' if denied else ''}{'/'.join((*path, member))}"
    if "not" in schema:
        yield from _needed(schema["not"], path, denied=not denied)
    for inner in schema.get("allOf", ()):
        yield from _needed(inner, path, denied=denied)
    for several in ("anyOf", "oneOf"):
        inside = schema.get(several, ())
        ways = [" and ".join(_needed(each, path, denied=denied)) for each in inside]
        if all(ways) and ways:
            yield " or ".join(ways)
