"""The draft of a lifecycle: its forms, its states in order of first sight, its observed steps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from ...spec import MISSING, START, Pointer
from ...spec.ways import too_many_ways
from ..results.event_times import compile_event_time
from ..results.masking import mask_numbers
from ..spots.spot import pointer_text
from ..unwrapping.moments import read_moment
from .guesses import Guess, Unguessed, guess
from .looks import is_name, leaves
from .recorded import Payload
from .schemas import inferred, narrowed

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED: Final = (START, "any")
_TEXTS: Final = re.compile(r"^(?:text|body|content|message|subject)$", re.I)
_PARTIES: Final = re.compile(
    r"^(?:to|from|msisdn|recipient|sender|phone|mobile|address|number)$|phone", re.I
)

Status = str | int


class FormDraft(NamedTuple):
    """A form of observation, drafted.

    Args:
        name: its name, which its schema's file has, too.
        side: the side of exchanges that holds its payloads.
        payloads: how many were seen.
        guess: where key, status and time stand.
        schema: what the payloads have in common.
        items: where in bodies they stand in lists.
        encoded: they came as forms or queries.
    """

    name: str
    side: Literal["request", "response"]
    payloads: int
    guess: Guess
    schema: Mapping[str, Any]
    items: tuple[str, ...]
    encoded: bool


class StateDraft(NamedTuple):
    """A state, drafted.

    Args:
        name: its name; what payloads write, made a name.
        value: what payloads write.
        seen: how many payloads tell it.
        last: how many messages it is the last of.
        final: no message was seen to leave it, or none of the states is so and it is the commonest
            last one.
    """

    name: str
    value: Status
    seen: int
    last: int
    final: bool


class Draft(NamedTuple):
    """A lifecycle file, drafted.

    Args:
        provider, name: what its id is made of.
        messages: how many messages were seen.
        forms: its forms.
        states: its states, in order of first sight.
        edges: observed steps between states' names, and how many messages took each.
        dropped: rare steps that were left out, as there were too many ways.
        sensitive: places that seem to hold numbers of telephones or texts of messages.
        left_out: how many payloads tell no key and status where the others do.
    """

    provider: str
    name: str
    messages: int
    forms: tuple[FormDraft, ...]
    states: tuple[StateDraft, ...]
    edges: tuple[tuple[str, str, int], ...]
    dropped: int
    sensitive: tuple[str, ...]
    left_out: int


class _Told(NamedTuple):
    """What one payload tells: of which message, which status, and when."""

    key: Hashable
    status: Status
    moment: int | None


def draft_of(
    payloads: Sequence[Payload], provider: str, name: str, key: str = "", status: str = ""
) -> Draft:
    """Draft a lifecycle from recorded payloads.

    Args:
        payloads: in the order in which they arrived.
        provider: whose they are.
        name: with the provider it makes the lifecycle's id.
        key: where the message's key stands, if the user says so.
        status: the same of its status.

    Raises:
        Unguessed: there are none, or nothing in them looks like a key, or like a status.
    """
    forms: list[FormDraft] = []
    told: list[_Told] = []
    values: list[Mapping[str, Any]] = []
    left_out = 0
    problem = Unguessed("nothing in the logs looks like a payload with a key and a status")
    for side in ("request", "response"):
        of_side = [each for each in payloads if each.side == side]
        if not of_side:
            continue
        try:
            found = guess([each.value for each in of_side], key, status)
        except Unguessed as error:  # the other side may tell all there is
            problem = error
            left_out += len(of_side)
            continue
        tellings = [(each, _told(each, found)) for each in of_side]
        good = [each for each, telling in tellings if telling is not None]
        if not good:
            problem = Unguessed(
                "no payload has both what looks like a key and like a status", "--key"
            )
            left_out += len(of_side)
            continue
        told += [telling for _, telling in tellings if telling is not None]
        left_out += len(of_side) - len(good)
        forms.append(_form(side, good, found))
        values += [each.value for each in good]
    if not forms:
        raise problem
    lives = _lives(told)
    names = _names(each.status for each in told)
    steps, dropped = _steps(lives, names)
    return Draft(
        provider,
        name,
        len(lives),
        tuple(forms),
        tuple(_states(told, lives, names, steps)),
        tuple(_in_order(steps, names.values())),
        dropped,
        tuple(_sensitive(values, forms)),
        left_out,
    )


def _told(payload: Payload, found: Guess) -> _Told | None:
    key, status = found.key.get(payload.value), found.status.get(payload.value)
    if not isinstance(key, str | int) or not isinstance(status, str | int):
        return None
    at = MISSING if found.time is None else found.time.at.get(payload.value)
    moment = None if found.time is None else compile_event_time(found.time)(at)
    return _Told(key, status, moment)


def _form(
    side: Literal["request", "response"], payloads: Sequence[Payload], found: Guess
) -> FormDraft:
    values = [each.value for each in payloads]
    statuses = list(dict.fromkeys(found.status.get(each) for each in values))
    schema = narrowed(inferred(values), found.status.parts, {"enum": statuses})
    return FormDraft(
        "callback" if side == "request" else "answer",
        side,
        len(payloads),
        found,
        schema,
        tuple(dict.fromkeys(each.items for each in payloads if each.items)),
        all(each.encoded for each in payloads),
    )


def _lives(told: Iterable[_Told]) -> list[list[Status]]:
    """The statuses of each message, in the order of their times if all have one, or of arrival."""
    lives: dict[Hashable, list[_Told]] = {}
    for each in told:
        lives.setdefault(each.key, []).append(each)
    for life in lives.values():
        if all(each.moment is not None for each in life):
            life.sort(key=lambda each: each.moment or 0)
    return [[each.status for each in life] for life in lives.values()]


def _names(statuses: Iterable[Status]) -> dict[Status, str]:
    """A name for each status, in order of first sight."""
    names: dict[Status, str] = {}
    for status in statuses:
        if status in names:
            continue
        name = re.sub(r"[^A-Za-z0-9_]+", "_", str(status)).strip("_") or "state"
        if not _NAME.fullmatch(name) or name in _RESERVED:
            name = f"status_{name}"
        taken = {each.lower() for each in names.values()}
        names[status] = next(
            each
            for each in (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3)))
            if each.lower() not in taken
        )
    return names


def _steps(
    lives: Iterable[Sequence[Status]], names: Mapping[Status, str]
) -> tuple[Counter[tuple[str, str]], int]:
    """The observed steps, and how many rare ones were left out so that a file can hold the rest."""
    counts: Counter[tuple[str, str]] = Counter()
    for life in lives:
        states = [START, *(names[status] for status in life)]
        counts.update([*dict.fromkeys(step for step in pairwise(states) if step[0] != step[1])])
    rare = sorted(counts, key=lambda step: -counts[step])
    dropped = 0
    while too_many_ways((step for step in counts), _ends(counts)) is not None:
        step = rare.pop()
        if step[0] != START:
            del counts[step]
            dropped += 1
    return counts, dropped


def _in_order(
    steps: Mapping[tuple[str, str], int], names: Iterable[str]
) -> Iterable[tuple[str, str, int]]:
    """The steps in the order of the states they leave, the commonest first."""
    rank = {name: number for number, name in enumerate((START, *names))}
    for step in sorted(steps, key=lambda step: (rank[step[0]], -steps[step], rank[step[1]])):
        yield (*step, steps[step])


def _ends(steps: Iterable[tuple[str, str]]) -> set[str]:
    """The states that no step leaves."""
    steps = list(steps)
    return {target for _, target in steps} - {source for source, _ in steps}


def _states(
    told: Iterable[_Told],
    lives: Iterable[Sequence[Status]],
    names: Mapping[Status, str],
    steps: Iterable[tuple[str, str]],
) -> Iterable[StateDraft]:
    counts = Counter(each.status for each in told)
    last = Counter(life[-1] for life in lives)
    ends = _finals(steps, {name: last[status] for status, name in names.items()})
    for status, name in names.items():
        yield StateDraft(name, status, counts[status], last[status], name in ends)


def _finals(steps: Iterable[tuple[str, str]], last: Mapping[str, int]) -> set[str]:
    """The states that no step leaves; and where none of those is ahead, the commonest last one.

    Args:
        steps: the steps.
        last: by each state, how many messages it is the last of.
    """
    steps = list(steps)
    finals = _ends(steps)
    while True:
        ending = set(finals)
        while more := {source for source, target in steps if target in ending} - ending:
            ending |= more
        stuck = [name for name in last if name not in ending]
        if not stuck:
            return finals
        finals.add(max(stuck, key=lambda name: last[name]))


def _sensitive(values: Iterable[Mapping[str, Any]], forms: Sequence[FormDraft]) -> Iterable[str]:
    """Places that hold what looks like a number of a telephone, or the text of a message."""
    known = {form.guess.status for form in forms} | {form.guess.key for form in forms}
    known |= {form.guess.time.at for form in forms if form.guess.time}
    found: dict[str, bool] = {}
    for value in values:
        for path, each in leaves(value):
            if isinstance(each, bool) or not isinstance(each, str | int):
                continue
            place = pointer_text(_certain(path, forms))
            if Pointer(place) not in known and all(map(is_name, path)):
                named = _TEXTS.search(path[-1]) or _PARTIES.search(path[-1])
                looks = named is not None or (
                    mask_numbers(str(each)) != str(each) and read_moment(each) is None
                )
                found[place] = found.get(place, False) or looks
    return [place for place, looks in found.items() if looks]


def _certain(path: tuple[str, ...], forms: Iterable[FormDraft]) -> tuple[str, ...]:
    """A path as far as the schemas lead it: a member that is no object here and there ends it."""
    for form in forms:
        here: Any = form.schema
        for depth, name in enumerate(path):
            if "properties" not in here and depth:
                return path[:depth]
            here = here.get("properties", {}).get(name)
            if here is None:  # it is another form's
                break
    return path
