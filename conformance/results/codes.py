"""The codes of findings: stable, each documented."""

from __future__ import annotations

from typing import Final, NamedTuple

from ...spec import Severity


class Code(NamedTuple):
    """What a code stands for.

    Args:
        code: four letters and three digits; prefixes select.
        severity: of its findings, unless a rule or an option says otherwise.
        title: in a few words.
        what: what it does.
        why: why it matters.
        example: a log that trips it, in words.
        source: where it comes from.
    """

    code: str
    severity: Severity
    title: str
    what: str
    why: str
    example: str
    source: str


_LOG = "msglife: reading captured logs"
_SPEC = "the lifecycle's specification, which cites the provider's document"
_POST = "msglife: how callbacks travel"

CODES: Final[dict[str, Code]] = {
    code.code: code
    for code in (
        Code(
            "LOGS001",
            "error",
            "not JSON",
            "A record, or a body within it, cannot be parsed as JSON.",
            "What cannot be read cannot be judged: the message it is about may seem incomplete.",
            'The last line of a log was cut: {"message_id": "7f3", "sta',
            "RFC 8259",
        ),
        Code(
            "LOGS002",
            "error",
            "not a JSON object, or not UTF-8",
            "A record is JSON but not an object, or its bytes are not UTF-8.",
            "A payload is an object; other encodings change what keys and statuses say.",
            'A line that holds "sent" alone, or a log saved as UTF-16.',
            "RFC 8259, section 8.1",
        ),
        Code(
            "LOGS003",
            "error",
            "no lifecycle recognised",
            "No specification knows a payload of this shape, or several do.",
            "It was not judged. Say where payloads stand in a record, as in --payload-at /note, or "
            "what they are, as in --lifecycle acme/sms. For a provider that msglife does not know, "
            "msglife new acme --from LOG drafts a lifecycle.",
            'A log of {"at": 7, "note": {"id": "n1", "status": "sent"}}: check it with '
            '--payload-at /note. A channel named "fax". A log of logins among the callbacks.',
            _LOG,
        ),
        Code(
            "LOGS004",
            "error",
            "no key or status",
            "A payload was recognised, but its key or its status is missing, or no text or number.",
            "Without a key the payload belongs to no message; without a status it reports nothing.",
            'A callback without its message id; "status": null.',
            _SPEC,
        ),
        Code(
            "LOGS005",
            "error",
            "damaged container",
            "A compressed file or a capture ends early or is corrupt, or cannot be opened.",
            "What was read before the damage is judged; what comes after it is lost.",
            "A gzip file whose copy was interrupted.",
            _LOG,
        ),
        Code(
            "LOGS006",
            "error",
            "record beyond the limits",
            "A record is larger, or nested deeper, than any callback is.",
            "Logs may be hostile: memory is bounded, so the record is skipped.",
            "A line of 50 MB without a line break.",
            _LOG,
        ),
        Code(
            "LOGS007",
            "error",
            "unusable item of a batch",
            "One item of a list of payloads is not an object, or no lifecycle knows it.",
            "The other items are judged; this one is not.",
            '[{"id": "a", "state": "sent"}, null]',
            _LOG,
        ),
        Code(
            "LOGS008",
            "info",
            "failed or mistaken request",
            "A request for a status failed, or asked in a way that cannot succeed.",
            "A 404 or a 500 is no status: an application that takes it for one ends the message.",
            "A look-up on the wrong channel; a 500, asked again later.",
            _SPEC,
        ),
        Code(
            "LOGS009",
            "warning",
            "judged early",
            "In a stream: a record is about a message that was judged and forgotten before.",
            "It was judged without the earlier records. The check of a log never reports this.",
            "A stream on Spark forgets a message after a quiet week; then its callback comes late.",
            _LOG,
        ),
        Code(
            "LOGS010",
            "error",
            "an answer about something else",
            "An answer is about another message, or another channel, than its request asked for.",
            "If the application stores the status under the id it asked for, that status is wrong.",
            "Asked for c1, answered about c2; asked on SMS, answered about RCS.",
            _LOG,
        ),
        Code(
            "LOGS011",
            "info",
            "known traffic that is no status",
            "A record of a kind that, by a document, comes to the same place and has no status.",
            "An endpoint receives more than statuses. What is known is counted, and not judged.",
            "An inbound message among the status callbacks.",
            _SPEC,
        ),
        Code(
            "LOGS012",
            "warning",
            "a time far beyond all others",
            "A time lies over a week after all others, and further from them than they lie apart.",
            "Were it the end of the log, every other message would seem overdue. The log's clock "
            "leaves it out; no verdict changes.",
            "In a log of one day, one callback is dated a year later.",
            _LOG,
        ),
        Code(
            "PAYL001",
            "error",
            "payload breaks its schema",
            "A field is missing, or has the wrong type or a value that is not documented.",
            "Code that was written from the document fails on it, often silently.",
            '"timestamp": "yesterday" where an RFC 3339 time is documented.',
            _SPEC,
        ),
        Code(
            "PAYL002",
            "warning",
            "other spelling read",
            "A field or value is not spelled as documented, and was read all the same.",
            "A handler that knows only the documented spelling misses it.",
            'A status sent as the string "6" where the number 6 is documented.',
            _SPEC,
        ),
        Code(
            "PAYL003",
            "info",
            "unknown field",
            "A payload has a field that no document names.",
            "Providers add fields; it is worth knowing when.",
            '"beta_score": 1 in a callback.',
            _SPEC,
        ),
        Code(
            "PAYL004",
            "warning",
            "unreadable time",
            "An event's time cannot be read in the unit that the document names.",
            "The event is judged as if it had no time, so less can be proved of its order.",
            '"timestamp": "yesterday" where seconds since 1970 are documented.',
            _SPEC,
        ),
        Code(
            "RULE001",
            "error",
            "rule broken",
            "A payload, or a message's payloads together, break a rule of the specification.",
            "Each rule is documented, implied or assumed; the finding names it and its severity.",
            "The recipient's number changes between two callbacks of one message.",
            _SPEC,
        ),
        Code(
            "LIFE001",
            "error",
            "unknown status",
            "The status is in no document of this provider.",
            "A handler has no branch for it; a British or local spelling is the usual cause.",
            '"status": "deliverd"',
            _SPEC,
        ),
        Code(
            "LIFE002",
            "error",
            "no such edge",
            "No documented life leads from the one status to the other.",
            "Either the log mixes messages up or the provider does not do what it documents.",
            "queued after sent.",
            _SPEC,
        ),
        Code(
            "LIFE003",
            "error",
            "left a final state",
            "A message that had ended goes on.",
            "Whoever acted on the end (billing, a retry) acted too early.",
            "submitted, with a later event time, after delivered.",
            _SPEC,
        ),
        Code(
            "LIFE004",
            "error",
            "status of another channel",
            "The status is documented, but not for this channel.",
            "A handler of this channel does not expect it.",
            "read on a channel without read receipts.",
            _SPEC,
        ),
        Code(
            "LIFE005",
            "error",
            "a second, different end",
            "A message that had ended is reported to have ended in another way.",
            "If it is both delivered and failed, reports and bills disagree.",
            "rejected after delivered.",
            _SPEC,
        ),
        Code(
            "LIFE006",
            "warning",
            "assumed edge",
            "The life is legal only by an edge that no document states; with --strict an error.",
            "msglife's authors judged the edge to be legal; the provider does not say so.",
            "A message goes back to an earlier queue.",
            _SPEC,
        ),
        Code(
            "DELV001",
            "info",
            "repeat",
            "The same status was reported again. With other content it is a warning.",
            "A handler that counts callbacks counts it twice.",
            "The same callback, delivered twice by a retry.",
            _POST,
        ),
        Code(
            "DELV002",
            "warning",
            "late by its time",
            "A callback arrived after one whose event time is later.",
            "A handler that stores the last callback's status goes back to an old one.",
            "submitted (10:00:00) arrives after delivered (10:00:05).",
            _POST,
        ),
        Code(
            "DELV003",
            "warning",
            "missed",
            "A status that the message must have passed was never reported. With --complete it is "
            "an error.",
            "A callback was lost, or the capture has a hole.",
            "read follows submitted; delivered is missing.",
            _POST,
        ),
        Code(
            "DELV004",
            "warning",
            "order cannot be decided",
            "Maybe late, maybe a new event: without timestamps we cannot tell, or they contradict "
            "an order of arrival that is legal.",
            "The verdict is undecided: the log shows neither that it is legal nor that it is not.",
            "pending, sent, pending, at a provider whose callbacks carry no time.",
            _POST,
        ),
        Code(
            "DELV005",
            "warning",
            "clocks disagree",
            "Two event times contradict the life, by less than the clocks may differ.",
            "Several systems stamp the callbacks. Code that sorts them by time gets a wrong order.",
            "read is timed 1 ms before delivered.",
            _POST,
        ),
        Code(
            "RELN001",
            "error",
            "relation broken",
            "Two messages that belong together report what cannot both be true.",
            "Counters do not add up, a paused campaign sends, or a failover sends too early.",
            "A message is sent while its campaign is paused.",
            _SPEC,
        ),
        Code(
            "OPEN001",
            "warning",
            "no end in time",
            "A message had no final status within --final-within of its last observation, or "
            "within what its lifecycle documents.",
            "A sender rarely notices that a final callback was lost.",
            "submitted, and nothing more for three days of log.",
            _POST,
        ),
    )
}


def matches(code: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a code begins with one of the prefixes."""
    return code.startswith(prefixes)


def check_prefixes(prefixes: tuple[str, ...]) -> None:
    """Refuse a prefix that no code begins with.

    Raises:
        ValueError: naming it.
    """
    for prefix in prefixes:
        if not prefix or not any(code.startswith(prefix) for code in CODES):
            families = ", ".join(dict.fromkeys(code[:4] for code in CODES))
            raise ValueError(f"no code begins with {prefix!r}; there are {families}")
