"""Whether each rule of a lifecycle can fire and can be met: a witness is built for both.

The witnesses go the way of any payload: they are read, judged, and complained about. They
satisfy the form's schema; a rule that only a payload against its schema can break says
nothing the schema does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...machines.bodies import in_body, standing
from ...machines.payloads import build_payload, told
from ...machines.verify import Fault, shown
from ...spec import MISSING, Form, Lifecycle, Rule
from ..judging.event_rules import event_rule_findings
from ..judging.judge import Judge
from ..judging.lookup_findings import lookup_findings
from ..observing.message import Answer, Message
from ..observing.observation import Reading
from ..observing.observer import Observer
from ..payloads.rules import EVENT_RULES
from ..results.finding import Place, message_id
from .rule_witnesses import Trial, trials

_LOOKUPS: Final = ("forbidden_after", "min_interval")
_NEVER_FIRES: Final = "nothing that satisfies the form's schema could be built that breaks it"
_NEVER_MET: Final = "nothing could be built that has what it speaks of and keeps it"


def rule_faults(lifecycle: Lifecycle) -> Iterator[Fault]:
    """Yield each rule for which no witness was found that breaks it, or that keeps it."""
    for rule in lifecycle.rules:
        fires = _lookup_fires if rule.kind in _LOOKUPS else _fires
        met = _lookup_met if rule.kind in _LOOKUPS else _met
        if not fires(lifecycle, rule):
            yield _fault("rule-never-fires", lifecycle, rule, _NEVER_FIRES)
        if not met(lifecycle, rule):
            yield _fault("rule-never-met", lifecycle, rule, _NEVER_MET)


def forms_of(lifecycle: Lifecycle, rule: Rule) -> tuple[Form, ...]:
    """Return the forms a rule applies to."""
    return tuple(each for each in lifecycle.forms if not rule.forms or each.name in rule.forms)


def _fault(name: str, lifecycle: Lifecycle, rule: Rule, says: str) -> Fault:
    return Fault(name, lifecycle.id, f"rule {rule.id}", says, _example(lifecycle, rule))


def _fires(lifecycle: Lifecycle, rule: Rule) -> bool:
    return any(broken for broken, _ in _tried(lifecycle, rule, breaks=True))


def _met(lifecycle: Lifecycle, rule: Rule) -> bool:
    return any(not broken for broken, _ in _tried(lifecycle, rule, breaks=False))


def _tried(lifecycle: Lifecycle, rule: Rule, *, breaks: bool) -> Iterator[tuple[bool, Trial]]:
    """What came of each trial: whether it broke the rule."""
    for form in forms_of(lifecycle, rule):
        observer = Observer(lifecycle, form)
        bodies, told_in = in_body(lifecycle, form)
        [same] = (each for each in bodies.rules if each.id == rule.id)
        for trial in trials(bodies, told_in, same, breaks=breaks):
            readings = _read(observer, trial)
            if readings:
                yield _breaks(lifecycle, rule, readings), trial


def _read(observer: Observer, trial: Trial) -> list[Reading]:
    """The readings of a trial's payloads; none if one is unusable."""
    stand = [standing(observer.form, each) for each in trial]
    readings = [
        observer.read(payload, _place(index), None, around=around)
        for index, (payload, around) in enumerate(stand)
    ]
    usable = [each for each in readings if isinstance(each, Reading)]
    return usable if len(usable) == len(readings) else []


def _place(record: int) -> Place:
    return Place("witness", None, record)


def _breaks(lifecycle: Lifecycle, rule: Rule, readings: Iterable[Reading]) -> bool:
    readings = list(readings)
    if rule.kind == "undecided_when":
        return any(each.observation.split for each in readings)
    if rule.kind not in EVENT_RULES:
        return any(said.rule == rule.id for each in readings for said in each.complaints)
    message = Message(message_id(lifecycle, readings[0].key), lifecycle)
    for each in readings:
        message.observations.append(each.observation)
    found = event_rule_findings(Judge().life(message), reveal=False)
    return any(each.rule == rule.id for each in found)


def _example(lifecycle: Lifecycle, rule: Rule) -> str:
    """A payload the rule is asked about; as small as it can be."""
    if rule.kind in _LOOKUPS:
        answers = f"{rule.answer} after {rule.after or rule.answer}"
        return answers if lifecycle.endpoints else f"{answers}: no endpoint answers"
    for breaks in (True, False):
        for _, trial in _tried(lifecycle, rule, breaks=breaks):
            return " and then ".join(map(shown, trial))
    for form in forms_of(lifecycle, rule):
        for state in rule.states or [each.name for each in lifecycle.states]:
            schemas = told(lifecycle, form, state)
            payload = build_payload(*schemas, full=False) if schemas else MISSING
            if payload is not MISSING:
                return shown(payload)
    return "no payload of a form it applies to"


def _lookup_fires(lifecycle: Lifecycle, rule: Rule) -> bool:
    if rule.kind == "forbidden_after":
        return _answered(lifecycle, rule, (rule.after, rule.answer), 1)
    return _answered(lifecycle, rule, (rule.answer, rule.answer), rule.milliseconds - 1)


def _lookup_met(lifecycle: Lifecycle, rule: Rule) -> bool:
    if rule.kind == "forbidden_after":
        return not _answered(lifecycle, rule, (rule.after, rule.after), 1)
    return not _answered(lifecycle, rule, (rule.answer, rule.answer), rule.milliseconds)


def _answered(
    lifecycle: Lifecycle, rule: Rule, statuses: tuple[int, ...], milliseconds: int
) -> bool:
    """Whether answers, so long after one another, break a rule about look-ups."""
    if not lifecycle.endpoints:
        return False
    answers = [
        Answer(_place(index), index * milliseconds * 1000, status)
        for index, status in enumerate(statuses)
    ]
    witness = message_id(lifecycle, ("witness",))
    return any(each.rule == rule.id for each in lookup_findings(witness, lifecycle, answers, ()))
