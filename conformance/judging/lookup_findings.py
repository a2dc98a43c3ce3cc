"""What answers to look-ups say when they hold no status: unknown ids, failures, haste."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import Final

from ...spec import Lifecycle, Rule
from ..observing.endpoints import answer_grounds
from ..observing.message import FOUND, Answer
from ..results.finding import Finding, MessageId

UNKNOWN_ID: Final = 404
_Begin = Callable[[], Finding]


def lookup_findings(
    name: MessageId, lifecycle: Lifecycle, answers: Sequence[Answer], elsewhere: Iterable[Lifecycle]
) -> Iterator[Finding]:
    """Yield what is to be said of the answers to requests for one message.

    Args:
        name: the message.
        lifecycle: the lifecycle it was asked for by.
        answers: as the logs hold them.
        elsewhere: the other variants in which the same key was found.
    """
    if all(answer.received is not None for answer in answers):
        answers = sorted(answers, key=attrgetter("received"))
    # Of most messages, nothing is to be said.
    grounds = next(answer_grounds(lifecycle, UNKNOWN_ID), None)
    begin = partial(Finding.begin, "LOGS008", answers[0].place, "", lifecycle)
    about = partial(begin, about=name, grounds=grounds)
    yield from _unknown(about, answers, [each.id for each in elsewhere], lifecycle.rules)
    for rule in lifecycle.rules:
        if rule.kind == "min_interval":
            yield from _hasty(about, answers, rule)


def _unknown(
    about: _Begin, answers: Sequence[Answer], elsewhere: list[str], rules: Iterable[Rule]
) -> Iterator[Finding]:
    forbidden = [rule for rule in rules if rule.kind == "forbidden_after"]
    will_be_found = FOUND in [answer.status for answer in answers]
    seen: dict[int, Answer] = {}
    for answer in answers:
        broken = [rule for rule in forbidden if rule.answer == answer.status and rule.after in seen]
        for rule in broken:
            yield _broken(about, answer, rule, seen[rule.after])
        if not broken and answer.status == UNKNOWN_ID:
            if FOUND in seen:
                words = "404 after the message was found: it may have been deleted"
            elif will_be_found:
                words = "404 before the message was first found: it may not have been known yet"
            elif elsewhere:
                words = f"404: the message was sent as {' and '.join(elsewhere)}, not as this"
            else:
                words = "404: the message was never found"
            yield about()._replace(message=words, place=answer.place)
        seen.setdefault(answer.status, answer)


def _hasty(about: _Begin, answers: Sequence[Answer], rule: Rule) -> Iterator[Finding]:
    for before, after in pairwise(answers):
        if before.status != rule.answer or before.received is None or after.received is None:
            continue
        if 0 <= after.received - before.received < rule.milliseconds * 1000:
            yield _broken(about, after, rule, before)


def _broken(about: _Begin, answer: Answer, rule: Rule, other: Answer) -> Finding:
    return about()._replace(
        code="RULE001",
        severity=rule.severity,
        message=f"{rule.says} ({answer.status} after {other.status})",
        place=answer.place,
        rule=rule.id,
        basis=rule.grounds.basis,
        cite=rule.grounds.cite,
        related=(other.place,),
    )
