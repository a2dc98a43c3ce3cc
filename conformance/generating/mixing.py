"""Messages that several forms tell of: callbacks, and now and then a poll.

The life is one, and what tells of it is taken together. Callbacks of other forms tell what those
of the main form do not; a poll tells the state the message is in when it is asked for, which is
nothing new where a callback told the same before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from ...machines import Automaton, compile_schema
from ...machines.generate import Walker, arrived_in, openings, walkable_together
from ...machines.payloads import key_varies
from ...spec import START, Edge, Form, Lifecycle
from ..inventing.kindred import Written, agree, lend
from ..inventing.made_up_keys import OutOfKeys
from ..inventing.made_up_values import put, value_at
from ..inventing.payload_filler import Filler
from ..inventing.templates import Person
from ..payloads.keys import Keys
from .certainty import is_whole
from .story import Story, Teller, Told
from .story_writer import apart_by, write_one

_UNTOLD: Final = 0.5
"""How likely a poll, or the state a message is created in, is left out where nothing needs it."""
_TRIES: Final = 10
"""So often a life is told anew that cannot be told together, or has no edge that was asked for."""
_MOST_IN_VAIN: Final = 100
"""So often is tried to mix a form with others before it is given up, if it never comes off."""
_MOMENT: Final = 1_000
"""The least that passes between a change and a poll, in microseconds."""


class _Planned(NamedTuple):
    """What may be told: when it happened, and how many changes there were by then."""

    told: Told
    moment: int
    version: int


class Mixer:
    """Makes up messages of one lifecycle that several of its forms tell of.

    Args:
        lifecycle: the lifecycle.
        automaton: its tables.
        make: makes what writes payloads of a form.
        exchanges: the log tells what is pushed from what is polled.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        automaton: Automaton,
        make: Callable[[Lifecycle, Form], Filler],
        *,
        exchanges: bool,
    ) -> None:
        self._lifecycle = lifecycle
        self._automaton = automaton
        self._exchanges = exchanges
        self._fillers = [make(lifecycle, each) for each in lifecycle.forms if key_varies(each)]
        self._walkers: dict[str, Walker] = {}
        self._vain: Counter[str] = Counter()

    def _walker(self, main: Form) -> Walker:
        """What walks the lives that all forms together can tell."""
        if main.name not in self._walkers:
            forms = [main, *(each.filed for each in self._fillers if each.filed.name != main.name)]
            edges = walkable_together(self._lifecycle, forms)
            finals, arrived = self._lifecycle.finals, arrived_in(self._lifecycle)
            self._walkers[main.name] = Walker(edges, finals, arrived)
        return self._walkers[main.name]

    def story(
        self,
        main: Filler,
        person: Callable[[], Person],
        *,
        assumed: bool,
        unfinished: float,
        pause: Callable[[], int],
    ) -> Story | None:
        """Make up a life and tell it in several forms, all written; `None` if they cannot.

        Args:
            main: writes the payloads of the form that tells most.
            person: makes what the payloads share.
            assumed: the life may go along assumed edges.
            unfinished: how likely it is cut short.
            pause: how many microseconds pass until the next change.
        """
        walker = self._walker(main.filed)
        for _ in range(_TRIES):
            if self._vain[main.form.name] >= _MOST_IN_VAIN:
                break
            self._vain[main.form.name] += 1
            own = person()
            for _ in range(_TRIES):
                life = walker.life(own.dice, assumed=assumed, unfinished=unfinished)
                if not assumed or any(edge.grounds.basis == "assumed" for edge in life):
                    break
            own.lacks = main.lacking(self._guards(main, life), own.dice)
            story = self._together(main, own, life, pause)
            if story is not None:
                self._vain[main.form.name] = -_MOST_IN_VAIN
                return story
        return None

    def _together(
        self, main: Filler, person: Person, life: Sequence[Edge], pause: Callable[[], int]
    ) -> Story | None:
        own = Teller(main, person, self._guards(main, life))
        story = Story(main, self._automaton, person, own.guards, False, [])
        tellers = [own, *self._others(main, person, life)]
        planned = list(self._planned(story, tellers, life, pause))
        if not self._write(story, own, planned) or not self._chosen(story):
            return None
        for edge in life:
            if edge.grounds.basis == "assumed":
                story.do(edit="assumed", **{"from": edge.source, "to": edge.target})
        for told in story.told:
            if told.by is not None:
                story.do(told, edit="mixed", form=told.by.form.name, state=told.state)
        return story

    def _others(self, main: Filler, person: Person, life: Sequence[Edge]) -> Iterator[Teller]:
        """The other forms, in any order: the first that can tell a state does."""
        fillers = [each for each in self._fillers if each.form.name != main.form.name]
        person.dice.shuffle(fillers)
        for filler in fillers:
            guards = self._guards(filler, life)
            lacks = filler.lacking(guards, person.dice)
            own = Person(person.serial, person.dice, person.born, lacks=lacks)
            yield Teller(filler, own, guards)

    def _guards(self, filler: Filler, life: Sequence[Edge]) -> tuple[int, ...]:
        """The guards of a life that payloads of a form can satisfy, or those of edges beside it."""
        known = openings(self._lifecycle, filler.filed)
        found = set()
        for edge in life:
            beside = [guard for source, target, guard in known if _joins(edge, source, target)]
            if edge.guard is not None and beside:
                found.add(edge.guard.id if edge.guard.id in beside else beside[0])
        return tuple(sorted(found))

    def _planned(
        self,
        story: Story,
        tellers: Sequence[Teller],
        life: Sequence[Edge],
        pause: Callable[[], int],
    ) -> Iterator[_Planned]:
        apart = apart_by([each.form for each in tellers])
        announcing = [each for each in tellers if not each.form.sampled]
        polls = [each for each in tellers if each.form.sampled]
        moment = story.person.born
        for version, edge in enumerate(life, 1):
            later = pause() * apart
            told = _first(announcing, edge, story)
            if told is not None:
                yield _Planned(told, moment, version)
            poll = _first(polls, edge, story)
            if poll is not None:
                poll.kind = "aside"
                poll.asked = moment + story.dice.randrange(_MOMENT, max(later, 2 * _MOMENT))
                yield _Planned(poll, moment, version)
            moment += later

    def _write(self, story: Story, own: Teller, planned: Sequence[_Planned]) -> bool:
        """Write what is planned, what the main form tells first; what cannot agree is left out.

        Say whether what the main form tells is told from what the others do.
        """
        known: list[Written] = []
        unfit: set[int] = set()
        story.told = [each.told for each in planned]
        for told, moment, version in sorted(planned, key=lambda each: each.told.by is not None):
            if told.by is None:
                write_one(story, told, moment, version)
                if self._is_taken_for_another(told.payload, own.filler):
                    return False
            elif not self._agreeing(story, own, told, moment, version, known):
                unfit.add(id(told))
                continue
            known.append(((told.by or own).filler, told.payload))
        story.told = [each for each in story.told if id(each) not in unfit]
        return True

    def _agreeing(
        self,
        story: Story,
        own: Teller,
        told: Told,
        moment: int,
        version: int,
        known: Sequence[Written],
    ) -> bool:
        """Write what another form tells, and say whether it is of the same message, and lawful."""
        person = story.teller(told).person
        lent = lend(told.template, person, own.person)
        if self._is_of_message(story, told, moment, version, known):
            return True
        for parts in lent:  # perhaps it does not fit there
            del person.values[parts]
        return bool(lent) and self._is_of_message(story, told, moment, version, known)

    def _is_of_message(
        self, story: Story, told: Told, moment: int, version: int, known: Sequence[Written]
    ) -> bool:
        filler, person = story.teller(told).filler, story.teller(told).person
        for other, payload in known[:1]:
            person.values[filler.form.key.parts] = other.form.key.get(payload)
        try:
            write_one(story, told, moment, version)
        except OutOfKeys:
            return False
        agree(told.payload, filler, known)
        return self._fits(told, filler, known) or (
            _without_time(told, filler) and self._fits(told, filler, known)
        )

    def _fits(self, told: Told, filler: Filler, known: Sequence[Written]) -> bool:
        payload = told.payload
        return (
            filler.accepts(payload)
            and filler.selects(payload)
            and not filler.is_ruled_out(payload, told.state)
            and filler.bits(payload) == told.template.guards
            and all(_key(filler, payload) == _key(*other) for other in known[:1])
            and not self._is_taken_for_another(payload, filler)
        )

    def _is_taken_for_another(self, payload: Any, filler: Filler) -> bool:
        """Whether, as it is logged, it may as well be of another form."""
        sent = filler.writing.written(payload)
        for other, alone in self._selectors:
            if other.form.name == filler.form.name:
                continue
            if self._exchanges and other.form.payload != filler.form.payload:
                continue
            if not filler.form.sampled and other.form.sampled:
                continue  # it is taken for what is pushed
            if other.selects(payload) or alone(sent):
                return True
        return False

    @cached_property
    def _selectors(self) -> list[tuple[Filler, Callable[[Any], bool]]]:
        return [(each, compile_schema(each.filed.select)) for each in self._fillers]

    def _chosen(self, story: Story) -> bool:
        """Leave out of what may be told what nothing needs; say whether another form is left."""
        whole = story.told
        polls = [each for each in whole if each.kind == "aside"]
        called = [each for each in whole if each.kind != "aside"]
        if not (_holds(story, whole, _ids(story.steps)) or _holds(story, whole, _ids(called))):
            return False
        kept = _ids(story.told)
        # One other form tells something for certain, if any can.
        others = [each for each in polls if each.by is not None]
        sure = story.dice.choice(others) if others else None
        begins = called[:1] if story.form.changes_only else []
        for each in (*polls, *begins):
            wanted = each is sure or story.dice.random() >= _UNTOLD
            if wanted != (id(each) in kept):
                changed = kept ^ {id(each)}
                kept = changed if _holds(story, whole, changed) else kept
        story.told = [each for each in whole if id(each) in kept]
        return any(each.by is not None for each in story.told)


def _ids(told: Sequence[Told]) -> set[int]:
    return set(map(id, told))


def _holds(story: Story, whole: Sequence[Told], kept: set[int]) -> bool:
    """Leave only some of what may be told, and say whether nothing is missed then."""
    story.told = [each for each in whole if id(each) in kept]
    return bool(story.told) and is_whole(story)


def _joins(edge: Edge, source: str, target: str) -> bool:
    return edge.source == source and edge.target == target


def _first(tellers: Sequence[Teller], edge: Edge, story: Story) -> Told | None:
    """What tells of a step, in the first form that can."""
    for teller in tellers:
        if teller.form.leaves_out(edge.target):
            continue
        template = teller.filler.drawn(edge.target, teller.guards, story.dice)
        if template is not None:
            names_source = teller.form.previous is not None and edge.source != START
            by = None if teller.filler is story.filler else teller
            previous = edge.source if names_source else None
            return Told(edge.target, template, previous=previous, by=by)
    return None


def _key(filler: Filler, payload: Any) -> Any:
    return Keys(filler.form).of(payload)


def _without_time(told: Told, filler: Filler) -> bool:
    """Write that there is no time yet, where a form has words for that; say whether it has."""
    time = filler.form.time
    usual = value_at(told.template.payload, time.at.parts) if time is not None else None
    if time is None or usual not in time.untold:
        return False
    return put(told.payload, time.at.parts, usual)
