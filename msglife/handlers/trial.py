"""A handler on trial: callbacks are delivered, and what the application believes is compared."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

from ..conformance.judging.possible_states import Heard, PossibleStates
from ..conformance.results.times import format_time
from ..errors import BadOption
from ..exchange import seconds
from ..spec import Lifecycle, did_you_mean
from .limits import TimeUp, call_within

Kind = Literal["belief", "count", "raised", "hangs"]


_NOTHING: Final = Heard("", "", None)


@dataclass(frozen=True, slots=True)
class Handler:
    """Your application, as it is tried.

    Args:
        handle: takes a callback's payload; or a list of them, where `batches` says so.
        status_of: returns what the application believes of a message, by its key; `None` for
            nothing. A status is told by the provider's word for it, or by yours (`believes`).
        sent: is told the key of each message before any callback of it arrives; if given, there
            are callbacks of unknown messages, too.
        count_of: returns what the application has counted of a message, whatever it counts.
        believes: what your words mean: a state, or several.
        batches: callbacks are handed over as lists.
        time_limit: how many seconds each call may take.
    """

    handle: Callable[[Any], object]
    status_of: Callable[[str], object]
    sent: Callable[[str], object] | None = None
    count_of: Callable[[str], int] | None = None
    believes: Mapping[Any, str | Collection[str]] = field(default_factory=dict)
    batches: bool = False
    time_limit: float = 5.0

    def check(self, lifecycles: Sequence[Lifecycle]) -> None:
        """Check what can be checked before anything is delivered.

        Raises:
            BadOption: something is not what it should be; a `ValueError`.
        """
        for name in ("handle", "status_of", "sent", "count_of"):
            given = getattr(self, name)
            if not (callable(given) or (given is None and name in ("sent", "count_of"))):
                raise BadOption(name, f"expected something to call, not {given!r}")
        try:
            seconds(self.time_limit)
        except ValueError as error:
            raise BadOption("time_limit", str(error)) from None
        known = [state.name for lifecycle in lifecycles for state in lifecycle.states]
        for meant in self.believes.values():
            for state in (meant,) if isinstance(meant, str) else meant:
                if state not in known:
                    raise BadOption("believes", f"no state {state!r}{did_you_mean(state, known)}")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One callback, as it was delivered.

    Args:
        delivery: the number of the delivery it came in, from 1.
        key: the message's key; empty if it names none.
        told: the status it tells, as it may be shown; empty if it tells none.
        time: when that happened, in microseconds, if it says.
        payload: the payload.
        sent: the application was told of the message before.
        again: an equal payload was delivered before.
        believe: what may be believed of the message after this, by the provider's words.
    """

    delivery: int
    key: str
    told: str
    time: int | None
    payload: Any
    sent: bool
    again: bool
    believe: tuple[str, ...]


class HandlerFailure(AssertionError):
    """A handler does not do what it should.

    Args:
        kind: a wrong belief, a wrong count, an exception raised, or a call that hangs.
        problem: what is wrong, in words.
        log: what was delivered, up to and with the delivery that showed it.
    """

    def __init__(self, kind: Kind, problem: str, log: Sequence[Delivered]) -> None:
        self.kind = kind
        self.problem = problem
        self.log = tuple(log)
        self.saved = ""
        self.smallest = True
        """A smaller log was not looked for, or there is none without one of these callbacks."""
        super().__init__(problem)

    def __str__(self) -> str:
        lines = [self.problem, "", *map(_line, self.log)]
        if not self.smallest:
            lines += ["", "this may not be the smallest log: the time to look for it ran out"]
        return "\n".join(lines + (["", self.saved] if self.saved else []))


def _line(each: Delivered) -> str:
    """One callback in a line; the payload may hold what is nobody's business."""
    when = f" at {format_time(each.time)}" if each.time is not None else ""
    notes = [", the same again" * each.again, ", of a message that was not sent" * (not each.sent)]
    named = f"{each.told or 'no status'} of {each.key or 'no message'}"
    return f"  delivery {each.delivery}: {named}{when}{''.join(notes)}"


class Trial:
    """Delivers callbacks to a handler, and compares after each delivery.

    Args:
        handler: the application.
        lifecycles: what the callbacks may tell of.
    """

    def __init__(self, handler: Handler, lifecycles: Sequence[Lifecycle]) -> None:
        self._handler = handler
        self._beliefs = PossibleStates(lifecycles)
        self._sent: set[str] = set()
        self._seen: dict[str, set[str]] = {}
        self._deliveries = 0
        self.log: list[Delivered] = []

    def send(self, key: str) -> None:
        """Let the application know a message before anything arrives of it.

        Args:
            key: the message's key.

        Raises:
            HandlerFailure: the application raised or hung.
        """
        if key in self._sent:
            return
        self._sent.add(key)
        sent = self._handler.sent
        if sent is not None:
            self._call("sent", lambda: sent(key))

    def deliver(self, payloads: Sequence[Any]) -> None:
        """Deliver callbacks at once, and compare.

        Args:
            payloads: one, or several where the handler takes batches.

        Raises:
            HandlerFailure: the handler raised or hung, or what the application believes or has
                counted afterwards is wrong.
        """
        self._deliveries += 1
        fresh: dict[str, int] = {}
        for payload in payloads:
            self._take(payload, fresh)
        counted = {key: self._count(key) for key in fresh}
        handed = [deepcopy(payload) for payload in payloads]
        handle, batches = self._handler.handle, self._handler.batches
        self._call("handle", lambda: handle(handed if batches else handed[0]))
        for key, new in fresh.items():
            before, after = counted[key], self._count(key)
            if before is not None and after is not None and after - before > new:
                what = f"{new} new" if new else "nothing new"
                raise self._failure(
                    "count",
                    f"the application counted {after - before} for message {key}, though {what} "
                    f"arrived (count_of went from {before} to {after})",
                )
        for key in self._seen:
            if self._is_known(key):
                self._compare(key)

    def _take(self, payload: Any, fresh: dict[str, int]) -> None:
        text = json.dumps(payload, sort_keys=True, default=str)
        for key, told, time in self._beliefs.take(payload) or (_NOTHING,):
            seen = self._seen.setdefault(key, set()) if key else set[str]()
            again = text in seen
            seen.add(text)
            known = not key or self._is_known(key)
            if key and known:
                fresh[key] = fresh.get(key, 0) + (not again)
            believe = tuple(sorted(self._beliefs.of(key)))
            entry = Delivered(self._deliveries, key, told, time, payload, known, again, believe)
            self.log.append(entry)

    def _is_known(self, key: str) -> bool:
        return self._handler.sent is None or key in self._sent

    def _count(self, key: str) -> int | None:
        count_of = self._handler.count_of
        if count_of is None:
            return None
        count = self._call("count_of", lambda: count_of(key))
        if isinstance(count, bool) or not isinstance(count, int):
            text = f"count_of returned {count!r} for message {key}, not a number"
            raise self._failure("count", text)
        return int(count)

    def _compare(self, key: str) -> None:
        right = self._beliefs.of(key)
        told = self._call("status_of", lambda: self._handler.status_of(key))
        word = told.value if isinstance(told, Enum) else told
        lifecycle = self._beliefs.lifecycle(key)
        if not right or lifecycle is None or self._states(word, lifecycle) & right:
            return
        wanted = " or ".join(repr(each) for each in sorted(right))
        shown = "nothing" if word is None else repr(word)
        text = f"the application believes {shown} of message {key}; right is {wanted}"
        words = self._beliefs.words(key)
        if word is not None and not self._states(word, lifecycle):
            text += f" ({word!r} is no status of {lifecycle.id}: say what it means with believes)"
        raise self._failure("belief", f"{text}\n  what arrived tells: {words}")

    def _states(self, word: object, lifecycle: Lifecycle) -> set[str]:
        """The states a word of the application stands for."""
        if word is None:
            return set()
        try:
            meant = self._handler.believes.get(word)
        except TypeError:  # nothing that could be a word
            meant = None
        if meant is not None:
            return {meant} if isinstance(meant, str) else set(meant)
        return {
            state.name
            for state in lifecycle.states
            if word == state.name or str(word) == str(state.value)
        }

    def _call(self, name: str, call: Callable[[], Any]) -> Any:
        at = f"in delivery {self._deliveries}" if self._deliveries else "before any delivery"
        try:
            result = call_within(self._handler.time_limit, call)
        except TimeUp:
            limit = self._handler.time_limit
            text = f"{name} did not return within {limit:g} s {at}"
            raise self._failure("hangs", text) from None
        except Exception as error:
            raise self._failure("raised", f"{name} raised {error!r} {at}") from error
        if inspect.isawaitable(result):
            close = getattr(result, "close", None)
            if close is not None:
                close()
            text = f"{name} returned a coroutine: try it with acheck_handler"
            raise self._failure("raised", text)
        return result

    def _failure(self, kind: Kind, problem: str) -> HandlerFailure:
        return HandlerFailure(kind, problem, self.log)
