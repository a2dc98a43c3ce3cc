"""The numbers of what observations tell: equal numbers, equal tellings."""

from __future__ import annotations

from ...machines import BEGIN, automaton_of
from ..observing.message import Message
from ..observing.observation import Observation
from ..results.finding import RANK
from ..table.rows import ALONE, MOST_KINDS, Kind


class Kinds:
    """Numbers kinds in the order in which they are met."""

    def __init__(self) -> None:
        self.numbers: dict[Kind, int] = {}

    def number(self, message: Message, observation: Observation) -> int:
        """Return the number of what a message's only observation tells; `ALONE` if it has none.

        Args:
            message: the message, as far as one record tells of it.
            observation: what the record tells.
        """
        form = observation.voice.form
        # What only informs changes no verdict: it is told of the payload, and no more is said.
        worst = message.worst if message.worst >= RANK["warning"] else 0
        telling = (
            *(observation.voice.lifecycle.id, form.name, observation.told, observation.state),
            *(observation.guards, observation.previous, observation.split),
            *(len(message.answers), worst),
        )
        settles = any(rule.per_version for rule in observation.voice.event_rules)
        by_id = form.event_id is not None
        kind = Kind(form.sampled, _loops(observation), by_id, settles, telling)
        if kind not in self.numbers and len(self.numbers) >= MOST_KINDS:
            return ALONE
        return self.numbers.setdefault(kind, len(self.numbers))


def alone(message: Message) -> Observation | None:
    """Return the only thing a record tells of a message; `None` if there is more to it.

    Answers to requests for its status are more where a rule is about them: it holds them against
    those before.
    """
    if len(message.observations) != 1 or message.mistakes:
        return None
    for answer in message.answers:
        if any(answer.status == each.answer for each in message.lifecycle.rules):
            return None
    return next(iter(message.observations))


def _loops(observation: Observation) -> bool:
    """Whether what is told may be told again, so that it matters whether it is a copy.

    It may follow itself; or the life comes back to it, and only an event's id, which is in no row,
    tells whether it did.
    """
    voice = observation.voice
    automaton = automaton_of(voice.lifecycle)
    state = automaton.number.get(observation.state or "", BEGIN)
    if automaton.loop(state, observation.guards) is not None:
        return True
    return voice.form.event_id is not None and automaton.returns(state)
