"""A trigger that would hide something of the machine is refused, with its place."""

import pytest
from msglife.machines import build_machine
from msglife.spec import SpecError, load_folder

from support.commands import run_msglife
from support.pigeon_post import planter

RESERVED = [
    *("state", "states", "name", "events", "initial", "models", "send_event", "model_attribute"),
    *("lifecycle", "trigger", "is_sent", "is_start", "may_lose", "add_model", "on_exception"),
]


@pytest.mark.parametrize("trigger", RESERVED)
def test_a_reserved_name_is_refused(tmp_path, trigger):
    """By the machine, and so by verify, in one line."""
    folder = planter(tmp_path)(a=('trigger = "send"', f'trigger = "{trigger}"'))
    with pytest.raises(SpecError, match="expected another name"):
        build_machine(load_folder(folder)[0])
    done = run_msglife("verify", folder)
    assert 2 == done.exit_code
    assert f"edges: queued to sent: expected another name than '{trigger}'" in done.stderr


@pytest.mark.parametrize(
    "trigger",
    ["stated", "to_sent", "is_seen", "may_send", "class", "on_enter_sent", "after_enqueue"],
)
def test_a_name_beside_them_is_taken(tmp_path, trigger):
    """Their near twins: nothing has that name."""
    folder = planter(tmp_path)(a=('trigger = "send"', f'trigger = "{trigger}"'))
    machine = build_machine(load_folder(folder)[0])
    machine.trigger("enqueue")
    machine.trigger(trigger)
    assert "sent" == machine.state
