"""Keys of a lifecycle file that say what observations prove: clocks, events, copies, parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msglife.spec import Form, Lifecycle, SpecError, load_folder

from support.pigeon_post import edge, faults, planter

TIME = 'time = { at = "/at", unit = "rfc3339" }'
FINAL = 'canonical = "delivered"\nfinal = true'


def planted(place: Path, *more: str, **changes: tuple[str, str]) -> Lifecycle:
    """The invented lifecycle, with changes."""
    return load_folder(planter(place)(*more, **changes))[0]


def test_a_form_says_nothing_and_its_clocks_are_taken_to_differ_by_a_second(tmp_path: Path):
    form = planted(tmp_path).forms[0]
    assert form.time is not None
    told = (form.clock_skew_ms, form.time.resolution_ms, form.event_id, form.volatile, form.parts)
    assert told == (1000, 0, None, (), None)


def test_each_key_is_read(tmp_path: Path):
    keys = (
        'time = { at = "/at", unit = "rfc3339", resolution_ms = 60000 }\nclock_skew_ms = 250\n'
        'event_id = "/reason"\nvolatile = ["/done", "/cost"]\nparts = "/all"'
    )
    form: Form = planted(tmp_path, time=(TIME, keys)).forms[0]
    assert form.time is not None
    assert (form.clock_skew_ms, form.time.resolution_ms) == (250, 60000)
    told = [str(each) for each in (form.event_id, *form.volatile, form.parts)]
    assert told == ["/reason", "/done", "/cost", "/all"]


def test_a_final_may_have_a_basis_of_its_own(tmp_path: Path):
    grounds = 'canonical = "delivered"\nfinal = { basis = "assumed", cite = "guide: 9" }'
    state = planted(tmp_path, final=(FINAL, grounds)).state("arrived")
    assert state.final
    assert state.final_grounds is not None
    assert (state.grounds.basis, state.final_grounds.basis) == ("documented", "assumed")
    assert state.final_grounds.cite == "Guide, 9"


def test_a_final_without_a_basis_of_its_own_has_none(tmp_path: Path):
    state = planted(tmp_path).state("arrived")
    assert (state.final, state.final_grounds) == (True, None)


def test_an_edge_to_itself_is_taken_and_leaves_no_end(tmp_path: Path):
    again = edge("arrived", "arrived", "confirm")
    folder = planter(tmp_path)(again)
    lifecycle = load_folder(folder)[0]
    assert ("arrived", "arrived") in [(each.source, each.target) for each in lifecycle.edges]
    assert "arrived" in lifecycle.absorbing
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            'mode = "sampled"\nevent_id = "/reason"',
            "forms[0].event_id: expected it on an announced",
        ),
        (
            'mode = "announced"\nvolatile = ["/done", "/at"]',
            "forms[0].volatile[1]: expected another",
        ),
        ('mode = "announced"\nvolatile = ["/id"]', "forms[0].volatile[0]: expected another place"),
        ('mode = "announced"\nclock_skew_ms = -1', "clock_skew_ms"),
        ('mode = "announced"\nevent_id = 3', "event_id"),
    ],
)
def test_what_cannot_hold_is_refused(keys: str, expected: str, tmp_path: Path):
    with pytest.raises(SpecError, match=re.escape(expected)):
        planted(tmp_path, mode=('mode = "announced"', keys))


@pytest.mark.parametrize(
    "key", ['event_id = "/gone"', 'parts = "/gone"', 'volatile = ["/gone"]'], ids=str
)
def test_verify_tells_a_key_that_points_at_nothing(key: str, tmp_path: Path):
    folder = planter(tmp_path)(mode=('mode = "announced"', f'mode = "announced"\n{key}'))
    assert ("lost-pointer", "form note") in faults(folder)
