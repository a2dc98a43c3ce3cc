"""What is planted in the log of campaigns: requests, their messages, and each fault.

A life is written as moments and states: ``"3 CREATED, 6 SENT"``, in seconds since the campaign
began. Polls fall between the seconds, so that what they see follows from the plan.
"""

from __future__ import annotations

from campaigns import Campaign, Fault, Sent

_SOON = "0 SUBMITTED, 1 ACCEPTED, 2 PREPARING, 5 TRANSMITTING, 12 COMPLETED"
_HELD = "0 SUBMITTED, 1 ACCEPTED, 2 PREPARING, 5 PAUSED, 30 TRANSMITTING, 40 COMPLETED"
_CALLED_OFF = "0 SUBMITTED, 1 ACCEPTED, 2 PREPARING, 5 TRANSMITTING, 15 CANCELED"
_PAUSE = {"pause_before_transmit": True}

_DELIVERED = "3 CREATED, 6 SENT, 10 DELIVERED"
_QUEUED = "3 CREATED, 5 QUEUED, 7 SENT, 14 DELIVERED"
_READ = "3 CREATED, 6 SENT, 9 DELIVERED, 20 READ"
_CLICKED = "3 CREATED, 7 SENT, 9 DELIVERED, 20 CLICKTHRU, 33 CONVERTED"
_FAILED = "3 CREATED, 8 FAILED"
_REFUSED = "3 CREATED, 6 SENT, 11 FAILED"
_ON_HOLD = "3 PAUSED, 31 CREATED, 33 SENT, 36 DELIVERED"
_LEFT = "3 CREATED, 6 QUEUED"
_INBOUND = Sent("0 RECEIVED", polls="1.5", direction="MO")


def _all(life: str, count: int, *, told: bool = False) -> tuple[Sent, ...]:
    return (Sent(life, told),) * count


HEALTHY = (
    (
        Campaign(
            _SOON,
            "0.5 1.5 3.5 7.5 13.5 40.5",
            (*_all(_DELIVERED, 3), *_all(_READ, 2, told=True), Sent(_FAILED)),
            "4.5 11.5 41.5",
        ),
        3,
    ),
    (
        Campaign(
            _SOON,
            "2.5 16.5",
            (*_all(_QUEUED, 3, told=True), Sent(_CLICKED, told=True), Sent(_REFUSED, told=True)),
            "34.5",
        ),
        3,
    ),
    (
        Campaign(_SOON, "1.5 8.5 18.5", (*_all(_DELIVERED, 2, told=True), Sent(_CLICKED)), "50.5"),
        3,
    ),
    (Campaign(_HELD, "3.5 6.5 41.5", _all(_ON_HOLD, 4, told=True), "", about=_PAUSE), 1),
    (Campaign("", "", (_INBOUND, _INBOUND)), 2),
)

FAULTY = (
    Campaign(
        _HELD,
        "1.5 3.5 6.5 20.5 32.5 41.5",
        _all(_ON_HOLD, 4),
        "7.5 34.5 50.5",
        about=_PAUSE,
        resumed=29.5,
    ),
    Campaign(
        _SOON,
        "1.5 13.5",
        (
            *_all(_DELIVERED, 3, told=True),
            Sent(
                _QUEUED,
                told=True,
                verdict="tolerated",
                faults=(
                    Fault("event", 7, lost=True),
                    Fault("event", 14, "DELV003", "from SENT, which no event told"),
                ),
            ),
        ),
    ),
    Campaign(
        _CALLED_OFF,
        "1.5 7.5 16.5 30.5",
        (
            *_all(_DELIVERED, 3, told=True),
            Sent(_LEFT, faults=(Fault("list", 25.5, what="left unsent by its canceled request"),)),
            *_all(_LEFT, 2),
        ),
        "4.5 25.5",
    ),
    Campaign(
        _SOON,
        "1.5 3.5 42.5",
        (*_all(_DELIVERED, 2), Sent(_REFUSED)),
        "7.5 41.5",
        verdict="violates",
        faults=(
            Fault("poll", 42.5, "RELN001", "one delivery too many counted", {"delivered_count": 3}),
        ),
    ),
    Campaign(
        _HELD,
        "1.5 3.5 6.5 20.5 41.5",
        (
            *_all(_ON_HOLD, 2, told=True),
            Sent(
                "3 CREATED, 12 SENT, 36 DELIVERED",
                told=True,
                verdict="violates",
                faults=(Fault("event", 12, "RELN001", "sent while its request was paused"),),
            ),
        ),
        "4.5",
        # Counted when it is resumed only.
        faults=(Fault("poll", 20.5, change={"sent_count": 0}),),
        about=_PAUSE,
    ),
    Campaign(
        _SOON,
        "1.5 13.5",
        (
            *_all(_DELIVERED, 3),
            Sent(
                "3 SCHEDULED, 30 EXPIRED",
                faults=(Fault("list", 41.5, what="expired before it was sent"),),
            ),
            Sent(
                "3 CREATED, 6 SENT, 30 EXPIRED",
                verdict="tolerated",
                faults=(Fault("list", 41.5, "LIFE006", "expired although it was sent"),),
            ),
        ),
        "7.5 41.5",
        verdict="tolerated",
        faults=(Fault("poll", 13.5, "RULE001", "completed, and one message not sent yet"),),
    ),
    Campaign(
        "",
        "",
        (
            Sent(
                "0 RECEIVED",
                polls="1.5",
                direction="MO",
                faults=(Fault("poll", 1.5, what="an inbound message: it belongs to no request"),),
            ),
        ),
    ),
    Campaign(
        _SOON,
        "2.5 14.5",
        (
            Sent("3 TEST", faults=(Fault("list", 15.5, what="a test: it goes to nobody"),)),
            Sent("3 TEST"),
        ),
        "15.5",
        about={"test_message_flag": True},
    ),
    Campaign(
        _SOON,
        "1.5 16.5",
        (
            *_all(_DELIVERED, 2, told=True),
            Sent(
                _DELIVERED,
                told=True,
                polls="11.5",
                verdict="tolerated",
                faults=(Fault("event", 6, "DELV002", "behind a poll of a later state", delay=8),),
            ),
            Sent(
                _DELIVERED,
                told=True,
                polls="11.5",
                verdict="violates",
                faults=(
                    Fault(
                        "event",
                        6,
                        "LIFE003",
                        "behind a poll, and stamped when it was sent",
                        delay=8,
                        restamped=True,
                    ),
                    Fault("event", 10, lost=True),
                ),
            ),
        ),
    ),
    Campaign(
        _SOON,
        "1.5 13.5",
        (
            *_all(_READ, 3, told=True),
            Sent(
                "3 CREATED, 6 SENT, 9 DELIVERED, 20 CONVERTED, 25 CLICKTHRU",
                told=True,
                verdict="tolerated",
                faults=(Fault("event", 25, "LIFE006", "a click after the conversion"),),
            ),
        ),
    ),
    Campaign(
        _SOON,
        "1.5 13.5",
        (
            *_all(_DELIVERED, 3),
            Sent(
                _DELIVERED,
                early=True,
                verdict="tolerated",
                faults=(Fault("list", 41.5, "RULE001", "delivered 214 ms before it was sent"),),
            ),
            Sent(
                _DELIVERED,
                polls="20.5",
                verdict="tolerated",
                faults=(
                    Fault(
                        "poll",
                        20.5,
                        "PAYL002",
                        "`last_update_date` for `last_updated_date`",
                        renamed=("last_updated_date", "last_update_date"),
                    ),
                ),
            ),
        ),
        "7.5 41.5",
    ),
    Campaign(
        _CALLED_OFF,
        "1.5 7.5 16.5",
        (
            *_all(_DELIVERED, 2, told=True),
            Sent(
                _LEFT,
                verdict="open",
                faults=(Fault("list", 25.5, what="unsent, and its request was not canceled"),),
            ),
        ),
        "4.5 25.5",
        verdict="violates",
        faults=(Fault("poll", 16.5, "LIFE001", "British `CANCELLED`", {"state": "CANCELLED"}),),
    ),
    Campaign(
        _SOON,
        "1.5 13.5",
        (
            *_all(_DELIVERED, 3, told=True),
            Sent(
                _DELIVERED,
                told=True,
                verdict="conforms",
                faults=(Fault("event", 10, "DELV001", "a second attempt", again=True),),
            ),
        ),
        "20.5",
    ),
)

_PRINTED = (
    '{\u00a0"id": "nyXggPzDpBtO320SPPkbC",\u00a0"company_id": [company_id],'
    '\u00a0"state": "COMPLETED"}'
)
_INBOX = (
    '{"topic":"SCG-Message","attempt":1,"event":{"evt-tp":"mo_message_received","timestamp":'
    '"2026-03-02T08:04:00Z","fld-val-list":{"message_id":"mo-1","message_body":"STOP"}}}'
)
STRAYS = (
    (150.25, _PRINTED, "a resource as the document prints it", "LOGS001"),
    (240.25, _INBOX, "an event of another type", "LOGS011"),
)
