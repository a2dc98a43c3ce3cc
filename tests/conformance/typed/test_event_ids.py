"""A status told again with the id of an event: whether it is a copy is in no row."""

from __future__ import annotations

from support.letters import letters, schema_with
from support.pigeon_post import edge

TIME = 'time = { at = "/at", unit = "rfc3339" }'


def test_a_life_that_comes_back_is_not_a_copy(planted, decoded, tmp_path):
    """Letters alike in all but ids: one half comes back to where it was, the other was repeated."""
    again = ("queued", "sent", "queued")
    told = (TIME, f'{TIME}\nevent_id = "/reason"')
    folder = planted(edge("sent", "queued", "take_back"), schema=schema_with(), time=told)
    back = letters(60, again, reason=["e1", "e2", "e3"])
    copies = [{**each, "id": f"c{each['id']}"} for each in letters(60, again)]
    for index, each in enumerate(copies):
        each["reason"] = ("e1", "e2", "e1")[index % 3]
    records = []
    for start in range(0, len(back), 3):
        records += back[start : start + 3] + copies[start : start + 3]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert decoded.lines
    ends = {(each.key[:1], each.last) for each in report.messages}
    assert {("l", "queued"), ("c", "sent")} == ends
