"""Made-up keys: as many as there are messages, whatever the schema asks of them."""

import pytest
from msglife.conformance.generating.generator import CannotGenerate, Plan, generate
from msglife.machines import compile_schema
from msglife.spec import load_folder

from msglife.errors import BadOption
from msglife.handlers import check_handler
from support.pigeon_post import faults, narrowed

KEYS = {
    "a pattern": {"type": "string", "pattern": "^SM[0-9a-f]{32}$"},
    "a pattern of a length": {
        "type": "string",
        "pattern": "^[A-Z]+$",
        "minLength": 12,
        "maxLength": 12,
    },
    "alternatives": {"type": "string", "pattern": "^(msg|sms)-[0-9]{4}-[a-z]{2}$"},
    "a short pattern": {"type": "string", "pattern": "^[0-9a-f]{2}$"},
    "a fixed length": {"type": "string", "minLength": 19, "maxLength": 19},
    "a UUID": {"type": "string", "format": "uuid"},
    "a time": {"type": "string", "format": "date-time"},
    "a number within bounds": {"type": "integer", "minimum": 7, "maximum": 900},
    "a multiple": {"type": "integer", "multipleOf": 10, "minimum": 10},
    "some listed": {"enum": [f"k{number}" for number in range(80)]},
}
FEW = {
    "one": ({"const": "k"}, "the schema allows one key only"),
    "one by its pattern": ({"type": "string", "pattern": "^k$"}, "the schema allows one key only"),
    "three": ({"enum": ["a", "b", "c"]}, "the schema has only 3 keys"),
    "ten": ({"type": "string", "pattern": "^k[0-9]$"}, "the schema has only 10 keys"),
}


def lifecycle_with(planted, key):
    [lifecycle] = load_folder(planted(schema=narrowed(id=key)))
    return lifecycle


@pytest.mark.parametrize("varied", [False, True])
@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_no_two_messages_have_one_key(planted, key, varied):
    """And each key is what its schema asks for."""
    lifecycle = lifecycle_with(planted, key)
    sent = list(generate(lifecycle, Plan(60, varied=varied)))
    accepts = compile_schema(lifecycle.forms[0].schema)
    assert [] == [each.payload for each in sent if not accepts(each.payload)]
    assert 60 == len({each.payload["id"] for each in sent})
    assert {each.label.key for each in sent if each.label} == {
        str(each.payload["id"]) for each in sent
    }


@pytest.mark.parametrize(("key", "words"), FEW.values(), ids=FEW)
def test_too_few_keys_are_said(planted, key, words):
    """Not used again for another message."""
    with pytest.raises(CannotGenerate, match=words):
        list(generate(lifecycle_with(planted, key), Plan(60)))


@pytest.mark.parametrize("name", ["one", "three"])
def test_a_lifecycle_with_one_key_is_at_fault(planted, name):
    """Its messages would all be one; with a few, they are not."""
    found = faults(planted(schema=narrowed(id=FEW[name][0])))
    assert ([("one-key", "form note")] if name == "one" else []) == found


@pytest.mark.parametrize("name", ["a pattern", "a fixed length", "a UUID"])
def test_a_right_handler_is_not_refuted(planted, name):
    """What it believes of one message has nothing to do with another."""
    states = {}
    rank = ["queued", "sent", "arrived", "lost"]

    def handle(payload):
        before = states.get(payload["id"])
        if payload["status"] not in rank:
            return
        if before is None or payload["at"] > before[0]:
            states[payload["id"]] = payload["at"], payload["status"]

    def status_of(key):
        return states[key][1] if key in states else None

    lifecycle = lifecycle_with(planted, KEYS[name])
    check_handler(handle, status_of, lifecycle, max_examples=15, save_to=None)


def test_a_handler_is_not_tried_with_one_key(planted):
    """It would be refuted, whatever it does."""
    with pytest.raises(BadOption, match="the schema allows one key only"):
        check_handler(print, print, lifecycle_with(planted, {"const": "k"}), form="note")
