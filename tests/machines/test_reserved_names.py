"""A trigger that would hide something of the machine is refused, with its place."""

import pytest
from msglife.machines import build_machine
from msglife.spec import SpecError, catalog, load_folder
from msglife.spec.names import RESERVED_TRIGGERS

from support.commands import run_msglife
from support.pigeon_post import planter

RESERVED = [
    *("state", "states", "name", "events", "initial", "models", "send_event", "model_attribute"),
    *("lifecycle", "trigger", "is_sent", "is_start", "may_lose", "add_model", "on_exception"),
]


@pytest.mark.parametrize("trigger", RESERVED)
def test_a_reserved_name_is_refused(tmp_path, trigger):
    """As the file is read, and so by every command, in one line that says where."""
    folder = planter(tmp_path)(a=('trigger = "send"', f'trigger = "{trigger}"'))
    with pytest.raises(SpecError, match="expected another name") as error:
        load_folder(folder)
    assert "edges[1].trigger" == error.value.place
    for command in (("verify", folder), ("generate", "pigeon/post", "--spec", folder)):
        done = run_msglife(*command)
        assert 2 == done.exit_code
        assert f"edges[1].trigger: expected another name than '{trigger}'" in done.stderr
        assert "Traceback" not in done.stderr


def test_all_that_a_machine_has_is_reserved():
    """Whatever the installed version of the library has: a trigger hides none of it."""
    machine = build_machine(next(iter(catalog())))
    triggers = {edge.trigger for edge in machine.lifecycle.edges}
    asked = {f"is_{state.name}" for state in machine.lifecycle.states}
    asked |= {f"may_{trigger}" for trigger in triggers}
    public = {name for name in dir(machine) if not name.startswith("_")}
    assert public - asked - triggers <= RESERVED_TRIGGERS


@pytest.mark.parametrize("trigger", ["to send", "2nd", "__init__", "Send", ""])
def test_what_is_no_name_is_refused(tmp_path, trigger):
    """A method has a name of small letters, digits and underscores."""
    folder = planter(tmp_path)(a=('trigger = "send"', f'trigger = "{trigger}"'))
    with pytest.raises(SpecError, match=r"does not match|too short") as error:
        load_folder(folder)
    assert "edges[1].trigger" == error.value.place


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
