"""Bodies that hold payloads in lists: whatever else they hold, both ways say the same."""

from __future__ import annotations

import copy
import json
from random import Random

import pytest
from msglife.conformance.generating.generator import CannotGenerate, form_of
from msglife.conformance.observing.items import items_at
from msglife.spec import catalog

from support.ways import MISDEEDS, assert_same, generated, write


def tells_lives(lifecycle, form):
    """Whether lives can be made up of a form."""
    try:
        return form_of(lifecycle, form.name) is form
    except CannotGenerate:
        return False


FORMS = [
    (lifecycle.id, form.name, place)
    for lifecycle in catalog()
    for form in lifecycle.forms
    if form.items and tells_lives(lifecycle, form)
    for place in form.items
]
"""Every form whose payloads stand in lists, with each place where they do."""
DECODED = [
    ("infobip/sms", "report"),
    ("telnyx/message", "group_event"),
    ("whatsapp_cloud/message", "status"),
]
VALUES = [None, True, 0, 1, 2**63, "", "x", "messages", [], [{}], {}, {"a": 1}, [1]]


def bodies(name, form, count=60, **rates):
    """Bodies of a form as they are made up, each with one payload."""
    return [json.loads(each) for each in generated(name, count, form=form, **rates)]


def lists_of(body, place):
    """The innermost lists of payloads of a body."""
    found = []
    for item in items_at(body, place).found:
        if item.around[0] not in found:
            found.append(item.around[0])
    return found


def together(dice, several, place):
    """Bodies of which some hold the payloads of the next, too, in the same list or another."""
    found = []
    rest = list(several)
    while rest:
        body, *rest = rest
        for _ in range(dice.choice([0, 0, 1, 2, 5])):
            if not rest or not lists_of(body, place):
                break
            other, *rest = rest
            items = [each.value for each in items_at(other, place).found]
            lists_of(body, place)[0].extend(items)
            first = place.parts.index("*")
            if (
                first < len(place.parts) - 1 and dice.random() < 0.3
            ):  # another entry of the outer list
                outer = body
                for part in place.parts[:first]:
                    outer = outer[part]
                outer.append(copy.deepcopy(outer[0]))
        found.append(body)
    return found


def disturbed(dice, body, place):
    """A body with something changed in what is around its payloads."""
    body = copy.deepcopy(body)
    here, objects = [body], [body]
    for part in place.parts:
        inner = []
        for each in here:
            if part == "*" and isinstance(each, list):
                inner += each
            elif isinstance(each, dict) and part in each:
                inner.append(each[part])
        here = inner
        objects += [each for each in here if isinstance(each, dict)]
    within = dice.choice(objects)
    act = dice.randrange(4)
    names = sorted(within)
    if act == 0:
        within[dice.choice(["new", "id", "type", "message_uuid", "status", "object"])] = (
            dice.choice(VALUES)
        )
    elif act == 1 and names:
        del within[dice.choice(names)]
    elif act == 2 and names:
        within[dice.choice(names)] = dice.choice(VALUES)
    elif names:
        items = [each for each in within.values() if isinstance(each, list)]
        for each in items[:1]:
            each.insert(0, dice.choice(VALUES))
    return body


def check(path, records):
    """Check records both ways."""
    return assert_same(write(path, [json.dumps(each, ensure_ascii=False) for each in records]))


@pytest.mark.parametrize(("name", "form", "place"), FORMS, ids=str)
def test_one_payload_each(name, form, place, tmp_path):
    """As callbacks most often come."""
    report = check(tmp_path / "log.jsonl", bodies(name, form, **MISDEEDS))
    assert report.observations


@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "envelope"])
@pytest.mark.parametrize(("name", "form", "place"), FORMS, ids=str)
def test_several_payloads(name, form, place, wrapped, tmp_path):
    """Put together, of one message or of several, in one list or in more."""
    records = together(Random(form), bodies(name, form, **MISDEEDS), place)
    if wrapped:
        records = [{"request": {"method": "POST", "url": "/x", "body": each}} for each in records]
    check(tmp_path / "log.jsonl", records)


@pytest.mark.parametrize(
    ("name", "form", "place"),
    [each for each in FORMS if each[:2] in DECODED],
    ids=str,
)
def test_they_are_decoded(name, form, place, decoded, tmp_path):
    """Sound ones by types, with one payload and with several."""
    records = together(Random(1), bodies(name, form, varied=False), place)
    decoded.check(tmp_path / "log.jsonl", records)
    counts = [len(items_at(json.loads(line), place).found) for line in decoded.lines]
    assert 3 * len(counts) > len(records)
    assert min(counts) == 1 < max(counts)


@pytest.mark.parametrize(("name", "form", "place"), FORMS, ids=str)
def test_other_surroundings(name, form, place, tmp_path):
    """With something else around payloads: it may count, or tell of something else."""
    dice = Random(form)
    records = bodies(name, form)
    odd = [disturbed(dice, dice.choice(records), place) for _ in range(40)]
    check(tmp_path / "log.jsonl", [*records, *together(dice, odd, place)])


@pytest.mark.parametrize(
    ("name", "form", "place"), [each for each in FORMS if each[:2] in DECODED], ids=str
)
def test_one_with_none_beside_one_with_two(name, form, place, tmp_path):
    """There are as many payloads as bodies, and not one each."""
    first, second, *records = bodies(name, form, varied=False)
    if lists_of(first, place) and lists_of(second, place):
        lists_of(first, place)[0].extend(lists_of(second, place)[0])
        lists_of(second, place)[0].clear()
    report = check(tmp_path / "log.jsonl", [*records, first, second])
    assert report.observations
