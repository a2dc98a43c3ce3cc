"""Lives that are plain data, put before the judge as a user would: a folder, a log, a report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple
from zlib import crc32

from msglife.spec import Lifecycle, catalog

import msglife
from support.told_lives import START, Code, Edge, Letter, Life, Outcome

HEAD = """
format = 1
provider = "traced"
name = "life"
title = "Traced"
summary = "A life of the tests."
[[sources]]
id = "text"
title = "Text"
publisher = "Tests"
language = "en"
tier = "primary"

[[variants]]
name = "here"
title = "Here"

[[variants]]
name = "there"
title = "There"
"""


def life_of(lifecycle: Lifecycle) -> Life:
    """A lifecycle as plain data."""
    states = frozenset(state.name for state in lifecycle.states)
    edges = tuple(
        Edge(
            edge.source,
            edge.target,
            edge.grounds.basis == "assumed",
            None if edge.guard is None else edge.guard.id,
        )
        for edge in lifecycle.edges
    )
    foreign = {
        state.name
        for other in catalog()
        if other.family == lifecycle.family
        for state in other.states
    }
    return Life(states, edges, lifecycle.finals, frozenset(foreign - states))


class _Form(NamedTuple):
    """What a form says that letters may differ in."""

    poll: bool
    changes_only: bool
    skew: int
    resolution: int
    parts: bool
    event: bool
    volatile: bool
    tells: tuple[str, ...]

    @property
    def name(self) -> str:
        *said, tells = self
        return "-".join([*map(str, map(int, said)), f"{crc32(' '.join(tells).encode()):x}"])


def _form_of(letter: Letter) -> _Form:
    return _Form(
        letter.poll,
        letter.changes_only,
        letter.skew,
        letter.resolution,
        letter.parts > 1,
        letter.event is not None,
        letter.attempt is not None,
        tuple(sorted(letter.tells or ())),
    )


def _tables(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        said = {"basis": "documented", "cite": "text: 1", **row}
        yield "\n".join([f"[[{kind}]]", *(f"{k} = {_toml(v)}" for k, v in said.items()), ""])


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    return json.dumps(value)


def _forms(forms: Iterable[_Form]) -> Iterator[dict[str, Any]]:
    for form in forms:
        said: dict[str, Any] = {
            "name": f"form_{form.name.replace('-', '_')}",
            "mode": "sampled" if form.poll else "announced",
            "payload": "request",
            "select": {"required": ["form"], "properties": {"form": {"const": form.name}}},
            "schema": "letter.schema.json",
            "key": "/id",
            "status": "/status",
            "variant": "/variant",
            "time": {"at": "/at", "unit": "ms"},
        }
        if form.poll:
            said["version"] = "/version"
        else:
            said |= {"changes_only": form.changes_only, "previous": "/previous"}
            said |= {"tells": list(form.tells)} if form.tells else {}
        if form.skew != 1000:
            said["clock_skew_ms"] = form.skew
        if form.resolution:
            said["time"]["resolution_ms"] = form.resolution
        if form.parts:
            said["parts"] = "/parts"
        if form.event:
            said["event_id"] = "/event"
        if form.volatile:
            said["volatile"] = ["/attempt"]
        yield said


def _states(life: Life) -> Iterator[dict[str, Any]]:
    for name in sorted(life.states | life.foreign):
        only = {"only": ["there"]} if name in life.foreign else {}
        yield {"name": name, "meaning": "One.", "final": name in life.finals, **only}


def _edges(life: Life) -> Iterator[dict[str, Any]]:
    for number, edge in enumerate(life.edges):
        said: dict[str, Any] = {"from": edge.source, "to": edge.target, "cause": "provider"}
        said["trigger"] = f"go_{number}"
        said["basis"] = "assumed" if edge.assumed else "documented"
        if edge.source in life.finals and edge.target not in life.finals:
            said["reopens"] = True
        if edge.guard is not None:
            said["guard"] = {"type": "object", "required": [f"guard{edge.guard}"]}
        yield said


def write_spec(folder: Path, life: Life, letters: Iterable[Letter]) -> Path:
    """Write the lifecycle file of a life, with the forms that these letters need."""
    parts = [
        HEAD,
        *_tables("forms", _forms(sorted({_form_of(each) for each in letters}))),
        *_tables("states", _states(life)),
        *_tables("edges", _edges(life)),
        *_tables(
            "rules",
            [
                {
                    "id": "split",
                    "kind": "undecided_when",
                    "says": "Parts.",
                    "schema": {"required": ["split"]},
                }
            ],
        ),
    ]
    (folder / "life.toml").write_text("\n".join(parts), encoding="utf-8")
    anything: dict[str, Any] = dict.fromkeys(_MEMBERS, True)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["id", "status"],
        "properties": anything | {"at": {"type": "integer"}},
    }
    (folder / "letter.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return folder


_MEMBERS = (
    *("form", "id", "status", "variant", "at", "version", "previous", "content", "event"),
    *("attempt", "parts", "split", *(f"guard{number}" for number in range(8))),
)


def payload_of(letter: Letter, key: str) -> dict[str, Any]:
    """The payload that tells a letter."""
    said: dict[str, Any] = {"form": _form_of(letter).name, "id": key, "variant": "here"}
    said["status"] = letter.state
    if letter.poll:
        said["version"] = letter.version
    for name in ("at", "previous", "content", "event", "attempt"):
        if getattr(letter, name) not in (None, ""):
            said[name] = getattr(letter, name)
    if letter.parts > 1:
        said["parts"] = letter.parts
    if letter.split:
        said["split"] = True
    return said | {f"guard{number}": True for number in sorted(letter.opens)}


def judged(
    place: Path, life: Life, traces: Sequence[Sequence[Letter]], *, complete: bool = False
) -> list[Outcome]:
    """What the judge says of messages, each told by some letters in their order of arrival.

    Args:
        place: where a new folder is made for the lifecycle: those that were read are remembered.
        life: the lifecycle.
        traces: the messages.
        complete: whether the capture is whole.
    """
    folder = Path(mkdtemp(dir=place))
    write_spec(folder, life, (letter for trace in traces for letter in trace))
    records, owners = [], []
    for number, trace in enumerate(traces):
        for arrival, letter in enumerate(trace):
            records.append(payload_of(letter, f"m-{number}"))
            owners.append((number, arrival))
    report = msglife.check(records, lifecycle="traced", specs=folder, complete=complete)
    codes: list[set[Code]] = [set() for _ in traces]
    for finding in report.findings:
        number, arrival = owners[finding.place.record]
        codes[number].add(Code(finding.code, arrival, finding.severity))
    told = {each.key: each for each in report.messages}
    assert len(told) == len(traces)
    assert START not in {each.last for each in report.messages}  # nobody is told of it
    return [
        Outcome(told[f"m-{n}"].verdict, told[f"m-{n}"].last or START, frozenset(found))
        for n, found in enumerate(codes)
    ]
