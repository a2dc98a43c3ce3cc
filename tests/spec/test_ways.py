"""A lifecycle with too many ways through it is refused: the judge looks at each."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from msglife.machines import compile_machine
from msglife.spec import SpecError, catalog, load_folder, too_many_ways
from transitions import Machine

from support.pigeon_post import LIFECYCLE, edge, state


def linked(count: int) -> list[tuple[int, int]]:
    return list(itertools.permutations(range(count), 2))


@pytest.mark.parametrize(("count", "many"), [(2, False), (7, False), (8, True), (40, True)])
def test_ways_are_counted(count, many):
    assert (too_many_ways(linked(count), ()) is not None) == many


def test_a_resend_that_nobody_sees_is_no_way():
    """Of finals that all reopen each other, only the first and the last step can be seen."""
    assert too_many_ways(linked(8), ()) is not None
    resends = [(a, b + 8) for a in range(8) for b in range(8)]
    resends += [(b, a) for a, b in resends]
    assert too_many_ways(resends, set(range(8))) is None


def test_a_file_with_too_many_ways_is_refused(tmp_path: Path):
    (tmp_path / "note.schema.json").write_text('{"type": "object"}')
    file = tmp_path / "letter.toml"
    for count in (6, 24):
        states = [state(f"s{number}", "sent") for number in range(1, count)]
        edges = [edge("any", f"s{number}", f"go{number}") for number in range(count)]
        parts = [LIFECYCLE, state("s0", "failed", "final = true"), *states, *edges]
        file.write_text("\n".join([*parts, edge("start", "s1", "start")]), encoding="utf-8")
        if count == 6:
            assert len(load_folder(tmp_path)[0].edges) == 31
    with pytest.raises(SpecError, match="expected at most 5,000 ways") as refused:
        catalog((tmp_path,))
    assert str(refused.value).startswith(f"{file}: edges: ")


def test_a_machine_with_too_many_ways_is_refused():
    states = [f"s{number}" for number in range(12)]
    machine = Machine(states=states, initial="s0", auto_transitions=False)
    machine.add_transition("go", "*", "s1")
    assert len(compile_machine(machine).arcs) == 12
    machine.add_ordered_transitions()
    for each in states:
        machine.add_transition("go", "*", each)
    with pytest.raises(SpecError, match="the machine: transitions: expected at most 5,000 ways"):
        compile_machine(machine)
