"""The collector: from records to messages with their observations, nothing judged yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ...spec import Grounds
from ...spec.delivery import Encoding
from ..reading import NO_PAYLOAD, Capture, Problem, Record, open_record
from ..reading.envelope import Side, declares_json, is_envelope
from ..reading.forms import Fields
from ..reading.records import TypesAt
from ..results.finding import RANK, Finding, Key, MessageId, Place, message_id
from ..results.looks import look_within
from .complained import complained
from .endpoints import Asked, Endpoints, grounds_of
from .items import payloads_of
from .message import FOUND, Answer, Message
from .observation import Reading, Voice
from .observer import Detail, Observer
from .recognition import UNRECOGNISED, Fitting, Found, Recogniser
from .strays import Route, Stray, route_of
from .tally import Tally

UNREAD: Final = ("LOGS001", "LOGS002", "LOGS005", "LOGS006")
"""The codes of records that could not be read."""

Keep = Callable[[Voice, MessageId, Place, Any], None]
"""Takes a payload: its form, the message it tells of, and its record."""

Elsewhere = Callable[[Any, Callable[[Any], bool]], str]
"""Says of a record where something stands in it that is a payload, and how that is read."""


class Collector:
    """Takes records, and keeps what they tell of messages.

    Args:
        observers: what reads payloads: one for each form of each lifecycle.
        forced: the user named the lifecycles.
        detail: how much is said of what is wrong with payloads.
        elsewhere: says of a record that is no payload where one stands in it, asked what is one.
    """

    def __init__(
        self,
        observers: Iterable[Observer],
        *,
        forced: bool,
        detail: Detail = "all",
        elsewhere: Elsewhere | None = None,
    ) -> None:
        observers = list(observers)
        self.messages: dict[MessageId, Message] = {}
        self.findings: list[Finding] = []
        self.observations = 0
        self.answers = 0
        self.routes: set[Route] = set()
        """Where exchanges of captures went that were recognised."""
        self.strays: list[Stray] = []
        self.keep: Keep | None = None
        """Told of each payload, if any is to be shown."""
        self._elsewhere = elsewhere
        self._route: Route | None = None
        self._unread: Problem | None = None
        self._detail = detail
        self._recogniser = Recogniser(observers, forced=forced)
        self._bare = self._recogniser.fitting("bare", None)
        self._endpoints = Endpoints(observers)

    @property
    def told(self) -> int:
        """How often anything was told of any message."""
        return self.observations + self.answers

    def take(self, record: Record, tally: Tally) -> None:
        """Take one record, and count what became of it."""
        tally.records += 1
        place, value, problem, captured, received, untold = record
        if untold:
            tally.untold[untold] += 1
        if problem is None:
            if not ("request" in value or "response" in value):
                problem = self._body(value, self._bare, received, place, tally)
            else:
                problem = self._open(record, tally)
            if problem is None:
                return
        if problem.code in UNREAD:
            tally.unread += 1
        else:
            tally.ignored += 1
        if problem is NO_PAYLOAD:
            tally.passed += 1
        elif captured and problem is UNRECOGNISED:
            if self._route is not None:
                # It was counted as ignored, whatever keeps it from being read.
                words = (self._unread or self._hinted(problem, value, tally)).message
                self.strays.append(Stray(self._route, Problem(problem.code, words), place))
        else:
            self._complain(self._hinted(problem, value, tally), place)

    def _hinted(self, problem: Problem, value: Any, tally: Tally) -> Problem:
        """A problem of a record with what it looks like, of which the log's tally is told, too."""
        if problem.code == "LOGS011":
            tally.known[problem.message.partition(":")[0]] += 1
        elif problem is not UNRECOGNISED:
            tally.hint(problem.message)
        else:
            bodies = open_record(value).bodies
            found = (
                self.nearly(each.value)
                for _, body in bodies
                for each in payloads_of(body, self._bare.places)
            )
            look = next(filter(None, found), "")
            if not look and self._elsewhere is not None:
                look = self._elsewhere(value, self.knows)
            look = look or look_within(value)
            if look:
                tally.hint(look)
                return Problem(problem.code, f"{problem.message}: {look}")
            tally.unlike(value)
        return problem

    @property
    def fitting(self) -> Fitting:
        """The forms of payloads that stand bare."""
        return self._bare

    def knows(self, value: Any) -> bool:
        """Whether a form selects a value, wherever it stands."""
        return self._recogniser.knows(value)

    def nearly(self, value: Any) -> str:
        """Say which form a value lacks little of; empty if it is like none."""
        return self._recogniser.nearly(value)

    def types_at(self, payloads: Iterable[Any]) -> TypesAt:
        """Return what says which types the forms of some payloads take."""
        return self._recogniser.types_at(payloads)

    def reads(self, record: Any, *, items: bool) -> bool:
        """Whether a record tells something as it is: a payload, an exchange.

        Args:
            record: a JSON object.
            items: so does one that holds a list of payloads.
        """
        if not is_envelope(record):
            return self._knows_within(record, items=items)
        capture = open_record(record)
        if capture.request is not None and self._endpoints.find(*capture.request) is not None:
            return True
        bodies = [body for _, body in capture.bodies if not isinstance(body, Problem)]
        return any(self._knows_within(body, items=True) for body in (*bodies, capture.query))

    def _knows_within(self, body: Any, *, items: bool) -> bool:
        bodies = body if isinstance(body, list) else (body,)
        # What tells only with what it stands in is known by its body.
        return any(map(self.knows, bodies)) or (items and self._bare.has_items(body, wherever=True))

    def _open(self, record: Record, tally: Tally) -> Problem | None:
        """Take what a wrapped record tells; the problem if it tells nothing."""
        self._route = self._unread = None
        capture = open_record(record.value)
        if capture.received_at is None:
            capture = capture._replace(received_at=record.received)
        if record.captured:
            self._route = route_of(capture)
        if capture.request is not None:
            asked = self._endpoints.find(*capture.request)
            if asked is not None and capture.provider in (None, asked.observer.lifecycle.provider):
                told = asked.told(capture)
                others = self._recogniser.others(capture, told, asked.observer)
                if self._contradicts(asked, others or told, record.place):
                    return None
                if others and not asked.mistake:
                    return self._payloads(capture, record, tally)
                problem = self._answer(asked, capture, record.place)
                tally.recognised += problem is None or problem.code != "LOGS011"
                return problem
        return self._payloads(capture, record, tally)

    def _payloads(self, capture: Capture, record: Record, tally: Tally) -> Problem | None:
        unread: Problem | None = None
        problem = UNRECOGNISED
        used = False
        for side, body in capture.bodies:
            if isinstance(body, Problem):
                unread = unread or body
                if record.captured and declares_json(record.value, side):
                    problem = body
                continue
            unusable = self._exchanged(side, body, capture, record.place, tally)
            used = used or unusable is None
            if unusable is not None and problem is UNRECOGNISED:
                problem = unusable
        if not used and capture.query is not None:  # of a GET that calls back
            unusable = self._exchanged("request", capture.query, capture, record.place, tally)
            used = unusable is None
            if unusable is not None and problem is UNRECOGNISED:
                problem = unusable
        if used:
            if self._route is not None:
                self.routes.add(self._route)
            return None
        self._unread = unread
        if problem is not UNRECOGNISED or record.captured:
            return problem
        status = capture.status
        if status is not None and status >= 300:
            return Problem("LOGS008", f"the request failed with {status}")
        return unread or problem

    def _exchanged(
        self, side: Side, body: Any, capture: Capture, place: Place, tally: Tally
    ) -> Problem | None:
        """Take what stood on a side of an exchange."""
        encoding: Encoding = "form" if isinstance(body, Fields) else "json"
        fitting = self._recogniser.fitting(side, capture.provider, encoding)
        return self._body(body, fitting, capture.received_at, place, tally)

    def _body(
        self, body: Any, fitting: Fitting, received: int | None, place: Place, tally: Tally
    ) -> Problem | None:
        """Take a body's payloads; the first problem if none is usable."""
        payloads = fitting.read(body)
        if len(payloads) == 1:
            return self._payload(payloads[0], received, place, tally)
        problems = [self._payload(each, received, place, tally) for each in payloads]
        unusable = [problem for problem in problems if problem is not None]
        if unusable and len(unusable) == len(payloads):
            return unusable[0]
        self._unusable(unusable, place)
        return None

    def _payload(
        self, found: Found, received: int | None, place: Place, tally: Tally
    ) -> Problem | None:
        payload, around, observer = found
        if isinstance(observer, Problem):
            return observer
        tally.recognised += 1
        reading = observer.read_as(payload, place, received, None, self._detail, around)
        if isinstance(reading, Problem):
            return reading
        self._keep(observer, reading, payload)
        return None

    def _contradicts(self, asked: Asked, told: Sequence[Found], place: Place) -> bool:
        """Whether an answer is about something else than was asked; it tells nothing then."""
        for each in told:
            words = asked.contradiction(each)
            if words:
                lifecycle, grounds = asked.observer.lifecycle, asked.endpoint.grounds
                finding = Finding.begin("LOGS010", place, words, lifecycle, grounds=grounds)
                self.findings.append(finding)
                return True
        return False

    def _answer(self, asked: Asked, capture: Capture, place: Place) -> Problem | None:
        """Take an exchange with a documented endpoint."""
        status = capture.status
        if asked.mistake:
            self._mistaken(asked, place)
            # It may have been answered all the same: what names its variant counts.
            if asked.endpoint.answered_by(status):
                self._found(asked, capture, place)
            return None
        if status is None:
            self._inform(asked, "no answer was captured", place, asked.endpoint.grounds)
            return None
        if asked.message is not None:
            name = message_id(asked.observer.lifecycle, asked.message)
            message = self.messages.get(name) or self._begin(asked.observer, name.parts)
            message.answered(Answer(place, capture.received_at, status))
            self.answers += 1
        if not asked.endpoint.answered_by(status):
            if asked.message is None or status != 404:
                self._inform(asked, _failed(status), place, grounds_of(status, asked))
            return None
        body = capture.answer
        if body is None:
            return Problem("LOGS004", "the answer's body was not captured")
        if isinstance(body, Problem):
            return body
        return self._found(asked, capture, place)

    def _found(self, asked: Asked, capture: Capture, place: Place) -> Problem | None:
        told: set[MessageId] = set()
        problems: list[Problem] = []
        items = asked.payloads(capture.answer)
        if not items:
            return self._recogniser.beside(capture.answer, (), asked.observer)
        for payload, around in items:
            beside = self._recogniser.beside(payload, around, asked.observer)
            if beside is not None:
                problems.append(beside)
                continue
            observer = asked.reads(payload, around)
            if observer is None or not (around or isinstance(payload, dict)):
                problems.append(Problem("LOGS007", "expected an object that names its variant"))
                continue
            reading = observer.read_as(
                payload, place, capture.received_at, asked.key, self._detail, around
            )
            if isinstance(reading, Problem):
                problems.append(reading)
                continue
            name = message_id(observer.lifecycle, reading.key)
            if name in told:
                twice = f"the answer tells of {name.key!r} twice; the first counts"
                problems.append(Problem("LOGS007", twice))
                continue
            told.add(name)
            self._keep(observer, reading, payload)
            if asked.message is None:
                answer = Answer(place, capture.received_at, FOUND)
                self.messages[name].answered(answer)
                self.answers += 1
        if problems and not told:
            return problems[0]
        self._unusable(problems, place)
        return None

    def _unusable(self, problems: Iterable[Problem], place: Place) -> None:
        """Complain about what of a body is unusable, where other payloads of it are used."""
        for problem in problems:
            known = problem.code == "LOGS011"
            self._complain(problem if known else Problem("LOGS007", problem.message), place)

    def _keep(self, observer: Observer, reading: Reading, payload: Any) -> None:
        # A plain tuple finds what its like with names was kept by, and is made in less time.
        known: dict[Any, Message] = self.messages
        message = known.get((observer.family, observer.variant, reading.key))
        if message is None:
            message = self._begin(observer, reading.key)
        observation = reading.observation
        observation.serial = self.observations
        message.observations.append(observation)
        self.observations += 1
        if self.keep is not None:
            self.keep(observation.voice, message.name, observation.place, payload)
        for complaint in reading.complaints:
            message.worst = max(message.worst, RANK[complaint.severity])
            self.findings.append(
                complained(
                    complaint,
                    observation.voice,
                    observation.place,
                    observation.told,
                    message.name,
                    observation.moment,
                )
            )

    def _begin(self, observer: Observer, key: Key) -> Message:
        name = MessageId(observer.family, observer.variant, key)
        message = self.messages[name] = Message(name, observer.lifecycle, [])
        return message

    def forget(self) -> None:
        """Forget what was told, to take something else by itself."""
        self.messages.clear()
        self.findings.clear()

    def _complain(self, problem: Problem, place: Place) -> None:
        begun = Finding.begin(problem.code, place, problem.message, grounds=problem.grounds)
        self.findings.append(begun)

    def _inform(self, asked: Asked, words: str, place: Place, grounds: Grounds) -> None:
        lifecycle = asked.observer.lifecycle
        about = message_id(lifecycle, asked.message) if asked.message else None
        self.findings.append(
            Finding.begin("LOGS008", place, words, lifecycle, about=about, grounds=grounds)
        )

    def _mistaken(self, asked: Asked, place: Place) -> None:
        """Take a request that is mistaken: it does not say which of the family it asks for."""
        lifecycle, grounds = asked.observer.lifecycle, asked.endpoint.grounds
        finding = Finding.begin(
            "LOGS008", place, asked.mistake, lifecycle, severity="error", grounds=grounds
        )
        finding = finding._replace(lifecycle="", key=asked.key or "")
        if asked.message is None:
            self.findings.append(finding)
            return
        name = message_id(lifecycle, asked.message)
        message = self.messages.get(name) or self._begin(asked.observer, name.parts)
        message.mistakes = (*message.mistakes, finding)


def _failed(status: int) -> str:
    if status >= 500:
        return f"the request failed with {status}: it may be asked again"
    if 300 <= status < 400:
        return f"the request was redirected ({status}), and the answer not followed"
    return f"the request failed with {status}"
