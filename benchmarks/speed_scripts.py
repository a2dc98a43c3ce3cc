"""What one would write instead: a script of `transitions` and `jsonschema`, or pm4py's replay."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from speed_task import Life, Run, Task, value


def naive(task: Task) -> Run:
    """`transitions` and `jsonschema`, as one would write it: a machine for each message."""
    from transitions import Machine

    life = Life(task.provider)
    edges = [[target, source, target] for source, target in life.edges]
    return _naive(
        task, life, lambda each: Machine(each, life.states, life.start, transitions=edges)
    )


def shared(task: Task) -> Run:
    """The same with one machine for all messages, which is quicker."""
    from transitions import Machine

    life = Life(task.provider)
    edges = [[target, source, target] for source, target in life.edges]
    machine = Machine(None, life.states, life.start, edges, auto_transitions=False)
    return _naive(task, life, machine.add_model)


class Message:
    """One message; `transitions` gives it what it can do."""

    trigger: Callable[[str], bool]


def _naive(task: Task, life: Life, begin: Callable[[Message], object]) -> Run:
    from jsonschema import Draft202012Validator
    from transitions import MachineError

    schema = Draft202012Validator(life.schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def run() -> list[object]:
        messages: dict[Any, Message] = {}
        found: list[object] = []
        for line in task.lines():
            record = json.loads(line)
            found += schema.iter_errors(value(record, life.head))
            key = value(record, life.key)
            if key not in messages:
                messages[key] = Message()
                begin(messages[key])
            try:
                messages[key].trigger(str(value(record, life.status)))
            except (AttributeError, MachineError) as error:
                found.append(error)
        return found

    return run


def replay(task: Task) -> Run:
    """pm4py's token replay of what was parsed before; no schema."""
    life, net = Life(task.provider), _net(task.provider)
    frame = _frame([json.loads(line) for line in task.lines()], life)
    return lambda: _replayed(frame, net)


def replay_schema(task: Task) -> Run:
    """Parsing, `jsonschema`, and pm4py's token replay."""
    from jsonschema import Draft202012Validator

    life, net = Life(task.provider), _net(task.provider)

    def run() -> object:
        records = [json.loads(line) for line in task.lines()]
        schema = Draft202012Validator(
            life.schema, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        found = [list(schema.iter_errors(value(each, life.head))) for each in records]
        return found, _replayed(_frame(records, life), net)

    return run


def _frame(records: list[Any], life: Life) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "case:concept:name": [str(value(each, life.key)) for each in records],
            "concept:name": [str(value(each, life.status)) for each in records],
            "time:timestamp": pd.date_range("2026-01-01", periods=len(records), freq="s", tz="UTC"),
        }
    )


def _net(provider: str) -> tuple[Any, Any, Any]:
    """A place a state, a transition an edge; a silent one from each final to the end."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    life = Life(provider)
    net = PetriNet("life")
    places = {name: PetriNet.Place(name) for name in [*life.states, ""]}
    net.places.update(places.values())
    silent = [(final, "") for final in life.finals]
    for source, target in [*life.edges, *silent]:
        transition = PetriNet.Transition(f"{source} to {target}", target or None)
        net.transitions.add(transition)
        add_arc_from_to(places[source], transition, net)
        add_arc_from_to(transition, places[target], net)
    return net, Marking({places[life.start]: 1}), Marking({places[""]: 1})


def _replayed(frame: Any, net: tuple[Any, Any, Any]) -> object:
    import pm4py

    return pm4py.conformance_diagnostics_token_based_replay(
        frame, *net, opt_parameters={"show_progress_bar": False}
    )
