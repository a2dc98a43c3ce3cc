"""The judge and the brute force say the same of all short traces of every lifecycle."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from msglife.spec import Lifecycle

from support.brute_force import judge
from support.provider_specs import every_lifecycle
from support.told_lives import START, Letter, Life, Outcome
from support.told_logs import judged, life_of

GAPS = (0, 1, 999, 1000, 5000)
"""From equal times over some within the skew to some beyond it."""


def times_of(count: int) -> list[tuple[int | None, ...]]:
    """The times of letters in their order of arrival: each gap, forth and back, and none."""
    steps = [step for gap in GAPS for step in {gap, -gap}]
    found: set[tuple[int | None, ...]] = set()
    for walk in itertools.product(steps, repeat=count - 1):
        times = list(itertools.accumulate(walk, initial=0))
        for missing in itertools.product((False, True), repeat=count):
            found.add(tuple(None if gone else at for at, gone in zip(times, missing, strict=True)))
    return sorted(found, key=repr)


def alphabet(life: Life) -> list[str]:
    """The statuses of a lifecycle, one of another variant, and one that nobody documents."""
    return [*sorted(life.states), *sorted(life.foreign)[:1], "mislaid"]


def guards(life: Life) -> frozenset[int]:
    """Every guard there is."""
    return frozenset(edge.guard for edge in life.edges if edge.guard is not None)


def pairs(life: Life) -> Iterator[list[Letter]]:
    """All traces of one letter, and of two."""
    opens = guards(life)
    for count in (1, 2):
        for states in itertools.product(alphabet(life), repeat=count):
            for times in times_of(count):
                for polls in itertools.product((False, True), repeat=count):
                    yield [
                        Letter(state, at, poll, opens=opens)
                        for state, at, poll in zip(states, times, polls, strict=True)
                    ]


def some_states(life: Life, number: int) -> frozenset[str]:
    """What a form announces: one of a few choices, as a file of many forms is slow to read."""
    dice, names = Random(number), sorted(life.states)
    return frozenset(dice.sample(names, dice.randint(1, len(names))))


def random_trace(dice: Random, life: Life, count: int) -> list[Letter]:
    """A life that goes astray now and then, told by clocks and a post that do so too."""
    opens, here, at = guards(life), START, 0
    told: list[Letter] = []
    changes_only, split = dice.random() < 0.3, dice.random() < 0.1
    forms: list[frozenset[str] | None] = [None]
    if dice.random() < 0.4:  # one form or two, and each announces some states only
        forms = [some_states(life, dice.randrange(12)) for _ in range(2)]
    named = dice.random() < 0.2
    while len(told) < count:
        onward = sorted({edge.target for edge in life.edges if edge.source == here})
        astray = not onward or dice.random() < 0.25
        here = dice.choice(alphabet(life)) if astray else dice.choice(onward)
        poll = dice.random() < 0.3
        letter = Letter(here, at, poll, opens=opens, split=split)
        if not poll:
            event = f"e{len(told)}" if named else None
            tells = dice.choice(forms)
            letter = replace(letter, changes_only=changes_only, tells=tells, event=event)
            if dice.random() < 0.1:
                letter = replace(letter, content="other")
            if dice.random() < 0.1:
                letter = replace(letter, previous=dice.choice(sorted(life.states)))
        elif dice.random() < 0.2:
            letter = replace(letter, version=dice.randint(0, 1))
        if opens and dice.random() < 0.2:
            letter = replace(letter, opens=frozenset(dice.sample(sorted(opens), len(opens) - 1)))
        told.append(letter)
        if dice.random() < 0.15:
            told.append(letter)
        at += dice.choice(GAPS)
    kind = dice.random()
    for place, letter in enumerate(told):
        shaken = None if letter.at is None else letter.at + dice.choice((0, 0, 1, -1, 999, -1000))
        lost = kind < 0.2 or (kind < 0.4 and dice.random() < 0.4)
        told[place] = replace(letter, at=None if lost else shaken)
    if dice.random() < 0.5:
        one = dice.randrange(len(told))
        told.insert(dice.randrange(len(told)), told.pop(one))
    elif dice.random() < 0.3:
        dice.shuffle(told)
    return told[:count]


def differences(
    place: Path, life: Life, traces: Sequence[list[Letter]], complete: bool
) -> list[tuple[list[Letter], Outcome, Outcome]]:
    """The traces of which the two do not say the same, the shortest first: judge, brute force."""
    outcomes = judged(place, life, traces, complete=complete)
    found = [
        (trace, outcome, wanted)
        for trace, outcome in zip(traces, outcomes, strict=True)
        if outcome != (wanted := judge(life, trace, complete=complete))
    ]
    return sorted(found, key=lambda each: (len(each[0]), repr(each)))


def assert_agree(
    capsys: pytest.CaptureFixture[str],
    place: Path,
    lifecycle: Lifecycle,
    traces: list[list[Letter]],
    complete: bool = False,
) -> None:
    """Judge traces both ways and say how many there were."""
    found = differences(place, life_of(lifecycle), traces, complete)
    with capsys.disabled():
        print(f"\n{lifecycle.id}: {len(traces)} traces, {len(found)} differ", end="")
    assert traces
    assert found[:3] == []


@every_lifecycle
def test_some_pairs(lifecycle: Lifecycle, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    traces = list(pairs(life_of(lifecycle)))
    some = Random(2).sample(traces, min(len(traces), 400))
    assert_agree(capsys, tmp_path, lifecycle, some)


@every_lifecycle
@pytest.mark.parametrize("complete", [False, True])
def test_random_traces(lifecycle, complete: bool, tmp_path: Path, capsys):
    dice, life = Random(3 + complete), life_of(lifecycle)
    traces = [random_trace(dice, life, 3) for _ in range(100)]
    assert_agree(capsys, tmp_path, lifecycle, traces, complete)


@pytest.mark.slow
@every_lifecycle
def test_all_pairs(lifecycle, tmp_path: Path, capsys):
    assert_agree(capsys, tmp_path, lifecycle, list(pairs(life_of(lifecycle))))


@pytest.mark.slow
@every_lifecycle
@pytest.mark.parametrize(("count", "traces"), [(3, 12_000), (4, 6_000), (5, 1_000), (6, 100)])
def test_many_random_traces(lifecycle, count: int, traces: int, tmp_path: Path, capsys):
    dice, life = Random(100 + count), life_of(lifecycle)
    assert_agree(
        capsys, tmp_path, lifecycle, [random_trace(dice, life, count) for _ in range(traces)]
    )
