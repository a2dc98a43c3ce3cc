"""A message's story, as a generated log tells it, with what a checker must make of it.

What must be found is worked out from the page on the semantics, not asked of the judge.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, Literal

from ...machines import BEGIN, Automaton
from ...spec import Form
from ..inventing.payload_filler import Filler
from ..inventing.templates import Person, Template
from ..payloads.keys import Keys
from ..results.report import VERDICTS, Verdict

Kind = Literal["step", "again", "fault", "torn", "aside"]
Gap = tuple[int, int, int]
"""What lies between two tellings: states doubted, states missed, assumed edges."""

SEAMLESS: Final[Gap] = (0, 0, 0)
_CODES: Final = ("DELV004", "DELV003", "LIFE006")
_VERDICTS: Final[tuple[Verdict, ...]] = ("undecided", "tolerated", "tolerated")


@dataclass(slots=True)
class Teller:
    """Writes what one form tells of a message.

    Args:
        filler: writes its payloads.
        person: what these share.
        guards: the edge guards they satisfy.
    """

    filler: Filler
    person: Person
    guards: tuple[int, ...]

    @property
    def form(self) -> Form:
        """The form."""
        return self.filler.form


@dataclass(slots=True)
class Told:
    """One payload of a story.

    Args:
        state: the state it tells, or the one the message is in if it tells another thing.
        template: what it is written from.
        kind: a step of the life, the same again, a fault, a payload nothing is read from, or a
            poll beside the callbacks, which is a step where it tells what none did before.
        previous: the state before.
        status: what is written instead of the state.
        payload: the payload, once it is written.
        time: when it happened, in microseconds.
        note: what was done here, for the label.
        by: who tells it, if not the form that the story is told in.
        asked: when it was asked for, in microseconds, if not once it happened.
    """

    state: str
    template: Template
    kind: Kind = "step"
    previous: str | None = None
    status: Any = None
    payload: Any = None
    time: int = 0
    note: dict[str, Any] | None = None
    by: Teller | None = None
    asked: int = 0

    @property
    def is_illegal(self) -> bool:
        """Whether it tells a state that is documented, and that nothing leads to here."""
        return self.kind == "fault" and self.status is None


@dataclass(slots=True)
class Story:
    """What is told of one message, what was done to it, and what must be found.

    Args:
        filler: writes its payloads.
        automaton: the lifecycle's tables.
        person: what its payloads share.
        guards: the edge guards its payloads satisfy.
        asked: its payloads answer requests that name its key.
        told: the payloads, in the order in which things happened.
        done: what was done to it, for the label.
        codes: the codes that must be found.
        verdict: the verdict it must get, but for whether it has ended.
        chooser: decides what becomes of it, if not the person's dice.
    """

    filler: Filler
    automaton: Automaton
    person: Person
    guards: tuple[int, ...]
    asked: bool
    told: list[Told]
    done: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    verdict: Verdict = "conforms"
    chooser: Random | None = None

    @property
    def form(self) -> Form:
        """The form that tells it."""
        return self.filler.form

    @property
    def key(self) -> str:
        """The message's key, once something is written."""
        first = self.told[0]
        return "/".join(Keys(self.form_of(first)).of(first.payload) or ())

    @property
    def dice(self) -> Random:
        """What decides."""
        return self.chooser or self.person.dice

    @property
    def sampled(self) -> bool:
        """Whether polls tell it."""
        return self.form.mode == "sampled"

    @property
    def timed(self) -> bool:
        """Whether its payloads carry the time of what they tell."""
        return self.form.time is not None

    @property
    def steps(self) -> list[Told]:
        """What tells of the life in turn; of a callback and a poll of one state, the first does."""
        found: list[Told] = []
        for each in self.told:
            if each.kind not in ("step", "aside"):
                continue
            last = found[-1] if found else None
            if last is None or last.state != each.state or last.kind == each.kind == "step":
                found.append(each)
        return found

    @property
    def announcing(self) -> tuple[Form, ...]:
        """The forms that announce anything of it."""
        forms = dict.fromkeys(map(self.form_of, self.told))
        return tuple(form for form in forms if not form.sampled)

    def form_of(self, told: Told) -> Form:
        """Return the form in which something is told."""
        return told.by.form if told.by else self.form

    def teller(self, told: Told) -> Teller:
        """Return who tells something."""
        return told.by or Teller(self.filler, self.person, self.guards)

    def expect(self, verdict: Verdict, *codes: str) -> None:
        """Add what must be found; the worst verdict counts."""
        self.codes.update(codes)
        if VERDICTS.index(verdict) < VERDICTS.index(self.verdict):
            self.verdict = verdict

    def do(self, at: Told | None = None, /, **what: Any) -> None:
        """Write down what was done, and at which payload it can be seen."""
        self.done.append(what)
        if at is not None:
            at.note = what

    def between(self, before: Told | None, after: Told) -> Gap | None:
        """Return the least that lies between two tellings; `None` if no life leads on."""
        return least_gap(
            self.automaton,
            self.automaton.number[before.state] if before else BEGIN,
            self.automaton.number[after.state],
            form=self.form_of(after),
            announcing=self.announcing,
            guards=after.template.guards,
            previous=self.automaton.number.get(after.previous or "", -1),
        )

    def gaps(self) -> list[Gap | None]:
        """Return what lies before each step of the life as it is told."""
        steps = self.steps
        return [self.between(*each) for each in zip([None, *steps], steps, strict=False)]

    def expect_gaps(self) -> None:
        """Expect what the gaps in the life make necessary."""
        for gap in self.gaps():
            for count, code, verdict in zip(gap or SEAMLESS, _CODES, _VERDICTS, strict=True):
                if count:
                    self.expect(verdict, code)

    def final_verdict(self) -> Verdict:
        """Return the verdict the message must get."""
        last = self.steps[-1]
        if self.automaton.number[last.state] not in self.automaton.finals:
            self.expect("open")
        return self.verdict


def least_gap(
    automaton: Automaton,
    before: int,
    after: int,
    *,
    form: Form,
    announcing: Collection[Form],
    guards: int,
    previous: int = -1,
) -> Gap | None:
    """Return the least an explanation needs to get from one state to another.

    Args:
        automaton: the lifecycle's tables.
        before: the state the life stands in.
        after: the state that is told next.
        form: how it is told.
        announcing: the forms that announce anything of the message.
        guards: the bits of the edge guards its payload satisfies.
        previous: the state it says came before, if it does.
    """
    paths = automaton.paths(before, after, guards)
    if previous >= 0:
        paths = tuple(path for path in paths if previous in path.states)
    gaps: list[Gap] = []
    for path in paths:
        doubted = before in automaton.finals and form.time is None
        left_out = [
            not doubted and all(known.leaves_out(automaton.names[each]) for known in announcing)
            for each in path.inner
        ]
        unseen = left_out.count(False)
        if form.mode == "sampled":
            unseen = 0
        elif form.changes_only and before == BEGIN:
            unseen = left_out[1:].count(False)
        gaps.append((unseen * doubted, unseen * (not doubted), path.assumed))
    return min(gaps, default=None)


def states_possibly_passed(story: Story) -> list[set[int]] | None:
    """Return, for each step, the states the life may have passed by then, told or not.

    `None` if a step may be a late telling of one of them: then nothing is certain of the
    state the life stands in.
    """
    passed: set[int] = set()
    found: list[set[int]] = []
    here = BEGIN
    for each in (each for each in story.told if each.kind == "step"):
        state = story.automaton.number[each.state]
        if state in passed:
            return None
        for path in story.automaton.paths(here, state, each.template.guards):
            passed.update(path.states[1:])
        found.append(set(passed))
        here = state
    return found
