"""Traces: what is told of one message, with a label that says what a checker must make of it.

Dice decide what happens, and by `choice` and `shuffle`, or `random` where weights differ; the
first of a choice, and 0, is the simplest. What has no bearing on the life (keys, numbers, texts,
times) comes of a serial number.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from random import Random
from typing import Any, Final

from ...machines import automaton_of
from ...machines.generate import trodden
from ...machines.life_choices import Life, LifeChoices
from ...spec import Edge, Form, Lifecycle
from ..inventing.made_up_keys import OutOfKeys
from ..inventing.payload_filler import filler_of
from ..inventing.templates import Person
from . import mishaps
from .capture_formats import CAPTURES, endpoint_of
from .faults import FAULTS
from .generator import CannotGenerate, Label, Sent
from .manners import PLAIN
from .story import SEAMLESS, Story, Told
from .story_writer import (
    apart_by,
    guards_of,
    outline,
    skip_creation,
    skip_polls,
    write,
    write_one,
)

_BEGIN: Final = 1_767_225_600_000_000
"""When the first message begins, in microseconds: 2026-01-01T00:00:00Z."""
_APART: Final = 60_000_000
_DAYS: Final = 1_440
"""How far apart messages begin, in microseconds; after so many it is the first moment again."""
_PAUSE: Final = (1_000, 60_000)
_LATENCY: Final = 250_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What arrives of one message.

    Args:
        lifecycle: the lifecycle's id.
        form: the name of the form that tells it.
        key: the message's key.
        life: the states the message went through, whether they were told or not.
        records: payloads, or envelopes around them, as JSON values, in order of arrival.
        label: what was done, and what must be found: verdict and codes.
        maker: what made it.
        story: what it was made of.
    """

    lifecycle: str
    form: str
    key: str
    life: tuple[str, ...]
    records: tuple[Any, ...]
    label: Label
    maker: TraceMaker = field(repr=False, compare=False)
    story: Story = field(repr=False, compare=False)


class TraceMaker:
    """Makes traces of one lifecycle, told in one form.

    Args:
        lifecycle: the lifecycle.
        form: the form.
        assumed: lives may go along assumed edges.
        envelopes: records are envelopes, not bare payloads.
    """

    def __init__(self, lifecycle: Lifecycle, form: Form, assumed: bool, envelopes: bool) -> None:
        self.lifecycle = lifecycle
        self.form = form
        self.filler = filler_of(lifecycle, form)
        self._automaton = automaton_of(lifecycle)
        self._envelopes = envelopes
        self._asked = envelopes and endpoint_of(lifecycle, form) is not None
        edges = trodden(lifecycle, form, assumed=assumed)
        self.lives = LifeChoices(edges, lifecycle.finals, self._fits, self._tells)

    def legal(self, dice: Random, serial: int) -> Trace:
        """Make a trace of a legal life, as a faultless post delivers it.

        Args:
            dice: decides.
            serial: the message's number: the same gives the same key, numbers and times.
        """
        life = self.lives.life(dice)
        story = self._story(life, dice, serial)
        if story.sampled:
            skip_polls(story, lambda: story.dice.choice((False, True)))
        elif story.dice.choice((False, True)):
            skip_creation(story)
        self._write(story)
        return self._finished(tuple(edge.target for edge in life), story, story.told)

    @cached_property
    def faults(self) -> dict[str, Life]:
        """The faults a message can have here, each with a life that can have it."""
        found = {}
        for fault in FAULTS:
            for life in self.lives.beginnings:
                if self._planted(fault, life, Random(0), 0) is not None:
                    found[fault] = life
                    break
        return found

    def faulty(self, fault: str, dice: Random, serial: int) -> Trace:
        """Make a trace with one fault.

        Args:
            fault: one of `faults`.
            dice: decides.
            serial: the message's number.

        Raises:
            KeyError: no message can have that fault.
        """
        witness = self.faults[fault]
        trace = (
            self._planted(fault, self.lives.life(dice), dice, serial)
            or self._planted(fault, witness, dice, serial)
            or self._planted(fault, witness, Random(0), serial)
        )
        assert trace is not None  # it was planted so before
        return trace

    def observed(
        self, trace: Trace, dice: Random, *, late: bool, repeated: bool, lost: bool
    ) -> Trace:
        """Let an imperfect post deliver a trace; what happens is drawn from what may.

        Without times at most one thing happens, since two may explain each other. From a
        faulty trace nothing is lost.

        Args:
            trace: one of this maker's, as a faultless post delivers it.
            dice: decides.
            late: a payload may arrive after the next one.
            repeated: a payload may arrive twice, or a status be told twice.
            lost: a payload may be lost.
        """
        story = _copy(trace.story, dice)
        faulty = any(each.kind != "step" for each in story.told) or bool(story.codes)
        allowed = [("lost", lost and not faulty), ("repeated", repeated), ("late", late)]
        names = [name for name, may in allowed if may]
        if story.timed or story.sampled:
            wanted = [name for name in names if dice.choice((False, True))]
        else:
            wanted = [name for name in (dice.choice([None, *names]),) if name and not faulty]
        if "lost" in wanted:
            mishaps.lose(story)
        again = "repeated" in wanted and not faulty and dice.choice((False, True))
        again = again and self._tell_again(story)
        arrived = list(story.told)
        if "late" in wanted:
            mishaps.delay(story, arrived)
        if "repeated" in wanted and not again:
            mishaps.repeat(story, arrived)
        return self._finished(trace.life, story, arrived)

    def _fits(self, life: Sequence[Edge]) -> bool:
        guards = guards_of(life)
        return all(
            self.filler.template(edge.target, guards) is not None
            for edge in life
            if self._tells(edge)
        )

    def _tells(self, edge: Edge) -> bool:
        return not self.form.leaves_out(edge.target)

    def _story(self, life: Life, dice: Random, serial: int) -> Story:
        values = Random(serial)
        person = Person(serial, values, _BEGIN + serial % _DAYS * _APART)
        story = outline(self.filler, self._automaton, person, life, asked=self._asked, chooser=dice)
        assert story is not None  # only lives that fit are drawn
        return story

    def _write(self, story: Story) -> None:
        values = story.person.dice
        try:
            write(story, lambda: values.randrange(*_PAUSE) * 1_000)
        except OutOfKeys as error:
            form = self.form.name
            raise CannotGenerate(f"{self.lifecycle.id}, {form}: {error}") from None

    def _planted(self, fault: str, life: Life, dice: Random, serial: int) -> Trace | None:
        story = self._story(life, dice, serial)
        if any(gap != SEAMLESS for gap in story.gaps()):
            return None
        finish = FAULTS[fault](story, fault)
        if finish is None:
            return None
        self._write(story)
        finish()
        return self._finished(tuple(edge.target for edge in life), story, story.told)

    def _tell_again(self, story: Story) -> bool:
        """Tell a status twice, the second time between the first and what follows."""
        if not mishaps.tell_again(story):
            return False
        position = next(index for index, each in enumerate(story.told) if each.kind == "again")
        before, after = story.told[position - 1], story.told[position + 1 : position + 2]
        least = _PAUSE[0] * 1_000 * apart_by([self.form])
        pause = (after[0].time - before.time) // 2 if after else least
        write_one(story, story.told[position], before.time + pause, position)
        return True

    def _finished(self, life: tuple[str, ...], story: Story, arrived: Sequence[Told]) -> Trace:
        labelled = _copy(story, Random(0))
        labelled.expect_gaps()
        places = {id(told.note): index for index, told in enumerate(arrived) if told.note}
        done = [
            {**what, "record": places[id(what)]} if id(what) in places else dict(what)
            for what in story.done
        ]
        verdict = labelled.final_verdict()
        key = story.key
        label = Label(key, self.lifecycle.id, done, verdict, sorted(labelled.codes))
        records = tuple(self._records(key, arrived))
        return Trace(self.lifecycle.id, self.form.name, key, life, records, label, self, story)

    def _records(self, key: str, arrived: Sequence[Told]) -> list[Any]:
        written = self.filler.writing.written
        payloads = [written(deepcopy(told.payload)) for told in arrived]
        if not self._envelopes:
            return payloads
        wrap = CAPTURES["envelope"].wrap
        records, moment = [], 0
        for told, payload in zip(arrived, payloads, strict=True):
            moment = max(moment + 1_000, told.time + _LATENCY)
            records.append(wrap(Sent(moment, key, payload, None), self.lifecycle, self.form, PLAIN))
        return records


def _copy(story: Story, chooser: Random) -> Story:
    """A story to change without changing the one it was."""
    return replace(
        story,
        told=list(story.told),
        done=list(story.done),
        codes=set(story.codes),
        chooser=chooser,
    )


@lru_cache(maxsize=256)
def maker_of(
    lifecycle: Lifecycle, form: Form, *, assumed: bool = False, envelopes: bool = False
) -> TraceMaker:
    """Return what makes traces of one form; what it has built serves every trace."""
    return TraceMaker(lifecycle, form, assumed, envelopes)
