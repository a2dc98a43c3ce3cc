"""The generator: logs of any size, and what a checker must make of each message.

Messages begin one after the other, and what is told of those that are open is interleaved
by time, so that memory holds the open ones only.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, NamedTuple

from ...machines import automaton_of
from ...machines.generate import Walker, arrived_in, is_doubtful, tells_lives, walkable
from ...machines.payloads import ONE_KEY, key_varies
from ...spec import Edge, Form, Lifecycle, did_you_mean
from ..inventing.made_up_keys import OutOfKeys
from ..inventing.members import shuffled
from ..inventing.payload_filler import Filler, filler_of
from ..inventing.templates import Person
from ..inventing.varied_filler import varied_filler_of
from . import mishaps
from .faults import Finish, plant
from .mixed_mishaps import delay_callback, lose_callback
from .mixing import Mixer
from .story import Story, Told
from .story_writer import guards_of, outline, skip_creation, skip_polls, write

_BEGIN: Final = 1_767_225_600_000_000
"""When a generated log begins, in microseconds: 2026-01-01T00:00:00Z."""
_MILLISECOND: Final = 1_000
_NEXT_MESSAGE: Final = (200, 1_800)
_NEXT_CHANGE: Final = (1_000, 60_000)
_LATENCY: Final = (20, 900)
"""How many milliseconds pass."""
_UNFINISHED: Final = 0.05
_UNTOLD: Final = 0.5
"""How likely the state a message is created in is not told, where only changes are."""
_TRIES: Final = 10
_MOST_UNTELLABLE: Final = 100
"""So many lives that no payloads can tell are walked, one after the other."""
_MOST_UNTOLD: Final = 10_000
"""So many lives of which nothing is told are walked, one after the other."""
_UNPOLLED: Final = 0.25
"""How likely a poll misses a state that another follows."""


class CannotGenerate(Exception):
    """What was asked for cannot be generated; says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to generate; each rate is a share of the messages.

    Args:
        messages: how many.
        seed: the same seed gives the same log.
        faults: messages with one fault.
        late, repeated, lost: messages of which one payload was.
        assumed: messages that go along an assumed edge, where there is one.
        form: the form of observation; if empty, each message has one of those that are announced.
        asked: the payloads answer requests that name the message.
        varied: values have many lengths and kinds, and members are there or not, as in real logs;
            else all is as plain as it can be, and lines are about as long.
        shuffled: the members of each object come in any order.
        mixed: messages of which several forms tell, where they can: callbacks of all kinds, and
            polls. None of these has a fault; a callback is late only where times prove it.
        exchanges: the log tells which side of an exchange sent a payload.
    """

    messages: int
    seed: int = 0
    faults: float = 0
    late: float = 0
    repeated: float = 0
    lost: float = 0
    assumed: float = 0
    form: str = ""
    asked: bool = False
    varied: bool = True
    shuffled: bool = False
    mixed: float = 0
    exchanges: bool = False


class Label(NamedTuple):
    """What was done to a message, and what must be found.

    Args:
        key: the message's key.
        lifecycle: the lifecycle's id.
        done: what was done, each with the record where it can be seen.
        verdict: the verdict it must get.
        codes: the codes that must be found.
    """

    key: str
    lifecycle: str
    done: list[dict[str, Any]]
    verdict: str
    codes: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return the label as it is written."""
        return {**self._asdict(), "undecidable": self.verdict == "undecided"}


class Sent(NamedTuple):
    """One payload as it arrives.

    Args:
        arrived: when, in microseconds.
        key: the key of the message it tells of.
        payload: what is sent.
        label: of the message, with its last payload.
        form: what the payload is of, as its file has it.
    """

    arrived: int
    key: str
    payload: Any
    label: Label | None
    form: Form | None = None


@dataclass(slots=True)
class _Open:
    """A message of which something is still to be sent."""

    label: Label
    left: int
    filler: Filler


def form_of(lifecycle: Lifecycle, name: str = "") -> Form:
    """Return the form to generate: the one named, or the first.

    Raises:
        CannotGenerate: there is none of that name, or it cannot tell how a life begins.
    """
    form = next((each for each in lifecycle.forms if each.name == name or not name), None)
    if form is None:
        names = [each.name for each in lifecycle.forms]
        raise CannotGenerate(f"{lifecycle.id} has no form {name!r}{did_you_mean(name, names)}")
    able = _able(lifecycle)
    if form not in able:
        but = " but along assumed edges" if tells_lives(form, walkable(lifecycle, form)) else ""
        others = ", ".join(each.name for each in able) or "no form"
        raise CannotGenerate(
            f"{lifecycle.id}: the form {form.name} cannot tell a life from its beginning{but}; "
            f"{others} can"
        )
    if not key_varies(form):
        raise CannotGenerate(f"{lifecycle.id}, {form.name}: {ONE_KEY}")
    return form


def forms_of(lifecycle: Lifecycle, name: str = "") -> tuple[Form, ...]:
    """Return the forms to generate: the one named, or all that announce lives; else the first.

    Raises:
        CannotGenerate: there is none of that name, or it cannot tell how a life begins.
    """
    able = _able(lifecycle)
    announced = [each for each in able if not (name or each.sampled) and key_varies(each)]
    if announced:
        return tuple(announced)
    return (form_of(lifecycle, name or next((each.name for each in able), "")),)


def _able(lifecycle: Lifecycle) -> list[Form]:
    """The forms that can tell lives: along assumed edges only where none can otherwise."""
    forms = lifecycle.forms
    firm = [each for each in forms if not is_doubtful(lifecycle, each)]
    return firm or [each for each in forms if tells_lives(each, walkable(lifecycle, each))]


def generate(lifecycle: Lifecycle, plan: Plan) -> Iterator[Sent]:
    """Generate what is told of many messages, in order of arrival.

    Args:
        lifecycle: the lifecycle.
        plan: what to generate.

    Raises:
        CannotGenerate: the form cannot be generated.
    """
    return _interleaved(_Author(lifecycle, plan), plan.messages)


def _interleaved(author: _Author, messages: int) -> Iterator[Sent]:
    waiting: list[tuple[int, int, Told, _Open]] = []
    serials, records = itertools.count(), itertools.count()
    for number in range(messages):
        begins = author.begins()
        while waiting and waiting[0][0] < begins:
            yield _send(heapq.heappop(waiting), next(records))
        opened, arrivals = author.message(number, begins)
        for arrived, told in arrivals:
            heapq.heappush(waiting, (arrived, next(serials), told, opened))
    while waiting:
        yield _send(heapq.heappop(waiting), next(records))


def _send(due: tuple[int, int, Told, _Open], record: int) -> Sent:
    arrived, _, told, message = due
    if told.note is not None:
        told.note["record"] = record
    message.left -= 1
    label = None if message.left else message.label
    filler = told.by.filler if told.by else message.filler
    payload = filler.writing.written(told.payload)
    return Sent(arrived, message.label.key, payload, label, filler.filed)


class _Teller:
    """What tells messages in one form.

    Args:
        lifecycle: whose messages.
        form: the form, as its file has it.
        varied: payloads vary as real ones do.
    """

    def __init__(self, lifecycle: Lifecycle, form: Form, *, varied: bool) -> None:
        self.form = form
        self.filler = _maker(varied)(lifecycle, form)
        edges = walkable(lifecycle, form)
        self.walker = Walker(edges, lifecycle.finals, arrived_in(lifecycle))
        self.is_doubtful = is_doubtful(lifecycle, form)


def _maker(varied: bool) -> Callable[[Lifecycle, Form], Filler]:
    return varied_filler_of if varied else filler_of


class _Author:
    """Makes up messages of one lifecycle, each told in one form."""

    def __init__(self, lifecycle: Lifecycle, plan: Plan) -> None:
        self._lifecycle = lifecycle
        self._plan = plan
        self._tellers = [
            _Teller(lifecycle, form, varied=plan.varied) for form in forms_of(lifecycle, plan.form)
        ]
        self._automaton = automaton_of(lifecycle)
        self._mixer = None
        if plan.mixed and len(lifecycle.forms) > 1:
            make = _maker(plan.varied)
            self._mixer = Mixer(lifecycle, self._automaton, make, exchanges=plan.exchanges)
        self._dice = Random(plan.seed)
        self._now = _BEGIN

    def begins(self) -> int:
        """Let time go on, and return when the next message begins."""
        self._now += self._dice.randrange(*_NEXT_MESSAGE) * _MILLISECOND
        return self._now

    def message(self, number: int, begins: int) -> tuple[_Open, list[tuple[int, Told]]]:
        """Make up a message: its label, and what arrives of it when."""
        teller = self._tellers[0]
        if len(self._tellers) > 1:
            teller = self._dice.choice(self._tellers)
        faulty = self._chance(self._plan.faults)
        assumed = (self._chance(self._plan.assumed) and not faulty) or teller.is_doubtful
        mixer = None if faulty else self._mixer
        try:
            if mixer is not None and self._chance(self._plan.mixed):
                story, arrived = self._mixed(mixer, teller, number, begins, assumed)
            else:
                story = self._story(teller, number, begins, assumed=assumed)
                finish = plant(story) if faulty else None
                arrived = self._post(story, self._wanted(), finish)
        except OutOfKeys as error:
            raise CannotGenerate(f"{self._lifecycle.id}, {teller.form.name}: {error}") from None
        verdict = story.final_verdict()
        key = story.key
        label = Label(key, self._lifecycle.id, story.done, verdict, sorted(story.codes))
        return _Open(label, len(arrived), teller.filler), self._arrivals(arrived, begins)

    def _mixed(
        self, mixer: Mixer, teller: _Teller, number: int, begins: int, assumed: bool
    ) -> tuple[Story, list[Told]]:
        """Make up a message that several forms tell, if they can; else it is told in one form."""
        wanted = self._wanted()
        story = None
        if "late" not in wanted or teller.form.time is not None:  # else nothing proves it late
            story = mixer.story(
                teller.filler,
                lambda: Person(number, self._dice, begins),
                assumed=assumed,
                unfinished=_UNFINISHED,
                pause=self._pause,
            )
        if story is not None:
            return story, self._post(story, wanted, mixed=True)
        story = self._story(teller, number, begins, assumed=assumed)
        return story, self._post(story, wanted)

    def _chance(self, rate: float) -> bool:
        return self._dice.random() < rate

    def _wanted(self) -> list[str]:
        """What the post is to do to a message."""
        plan = self._plan
        rates = {"lost": plan.lost, "repeated": plan.repeated, "late": plan.late}
        return [name for name, rate in rates.items() if self._chance(rate)]

    def _story(self, teller: _Teller, number: int, begins: int, *, assumed: bool) -> Story:
        for _ in range(_MOST_UNTELLABLE):  # guards may ask what no payload has together
            life = self._life(teller, assumed)
            lacks = teller.filler.lacking(guards_of(life), self._dice)
            person = Person(number, self._dice, begins, lacks=lacks)
            story = outline(teller.filler, self._automaton, person, life, asked=self._plan.asked)
            if story is not None:
                break
        if story is None:
            ways = " → ".join(edge.target for edge in life)
            raise CannotGenerate(
                f"{self._lifecycle.id}: no payloads could be built that tell {ways}"
            )
        if story.sampled:
            skip_polls(story, lambda: self._chance(_UNPOLLED))
        elif self._chance(_UNTOLD):
            skip_creation(story)
        return story

    def _life(self, teller: _Teller, assumed: bool) -> tuple[Edge, ...]:
        """Walk a life of which something is told.

        If it may go along assumed edges, try for a while to get one that does.
        """
        for _ in range(_TRIES):
            life = self._told_life(teller, assumed)
            if not assumed or any(edge.grounds.basis == "assumed" for edge in life):
                break
        return life

    def _told_life(self, teller: _Teller, assumed: bool) -> tuple[Edge, ...]:
        form = teller.form
        for _ in range(_MOST_UNTOLD):
            life = teller.walker.life(self._dice, assumed=assumed, unfinished=_UNFINISHED)
            if not all(form.leaves_out(edge.target) for edge in life):
                return life
        raise CannotGenerate(f"{self._lifecycle.id}: {form.name} tells of hardly any life")

    def _post(
        self,
        story: Story,
        wanted: Sequence[str],
        finish: Finish | None = None,
        *,
        mixed: bool = False,
    ) -> list[Told]:
        """Let the post do what is wanted, and return what arrives, written and in order."""
        if not (story.timed or story.sampled):  # without times, two edits may explain each other
            wanted = [self._dice.choice(wanted)] if wanted and finish is None else []
        again = finish is None and "repeated" in wanted and not mixed and self._chance(0.5)
        if finish is None:
            if "lost" in wanted:
                (lose_callback if mixed else mishaps.lose)(story)
            story.expect_gaps()
            again = again and mishaps.tell_again(story)
        if not mixed:  # what several forms tell is written already
            write(story, self._pause)
        if finish is not None:
            finish()
        if self._plan.shuffled:
            for told in story.told:
                told.payload = shuffled(told.payload, self._dice)
        arrived = list(story.told)
        if "late" in wanted:
            (delay_callback if mixed else mishaps.delay)(story, arrived)
        if "repeated" in wanted and not again:
            mishaps.repeat(story, arrived)
        return arrived

    def _pause(self) -> int:
        return self._dice.randrange(*_NEXT_CHANGE) * _MILLISECOND

    def _arrivals(self, arrived: list[Told], begins: int) -> list[tuple[int, Told]]:
        found, moment = [], begins
        for told in arrived:
            latency = self._dice.randrange(*_LATENCY) * _MILLISECOND
            moment = max(moment + _MILLISECOND, (told.asked or told.time) + latency)
            found.append((moment, told))
        return found
