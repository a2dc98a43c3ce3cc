"""How long an end may take: in the file, asked for by a check, and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msglife.spec import SpecError, load_folder

import msglife
from support.commands import run_msglife
from support.pigeon_post import planter

DEADLINE = '[deadline]\nwithin = "{}"\nbasis = "{}"\ncite = "guide: 3"\n'
RECORDS = [
    {"id": "a", "status": "queued", "at": "2026-03-01T10:00:00Z"},
    {"id": "b", "status": "queued", "at": "2026-03-01T10:00:01Z"},
    {"id": "b", "status": "sent", "at": "2026-03-01T10:00:02Z"},
    {"id": "b", "status": "arrived", "at": "2026-03-02T10:00:01Z"},
]


@pytest.fixture
def planted(tmp_path):
    """Writes the lifecycle, changed."""
    return planter(tmp_path)


@pytest.mark.parametrize(
    ("within", "seconds"),
    [("P1D", 86_400), ("PT36H", 129_600), ("P2W", 1_209_600), ("P1DT2H3M4S", 93_784)],
)
def test_durations(planted, within: str, seconds: int):
    (lifecycle,) = load_folder(planted(DEADLINE.format(within, "documented")))
    assert lifecycle.deadline is not None
    assert lifecycle.deadline.seconds == seconds


@pytest.mark.parametrize(
    "within", ["P1M", "P1Y", "P", "PT", "P1DT", "PT0S", "P1.5D", "3d", "P1H", "P99999D", "PT1M1H"]
)
def test_what_has_no_fixed_length_is_refused(planted, within: str):
    with pytest.raises(SpecError, match="deadline"):
        load_folder(planted(DEADLINE.format(within, "documented")))


@pytest.mark.parametrize(("within", "found"), [("PT23H", 1), ("P1D", 1), ("PT86401S", 0)])
def test_an_end_is_due_as_documented(planted, within: str, found: int):
    specs = planted(DEADLINE.format(within, "implied"))
    report = msglife.check(RECORDS, specs=specs, lifecycle="pigeon", final_within="documented")
    overdue = [each for each in report.findings if each.code == "OPEN001"]
    assert [(each.key, each.basis, each.cite) for each in overdue] == (
        [("a", "implied", "Guide, 3")] * found
    )


def test_the_variant_s_own_deadline_goes_before_the_file_s(planted):
    variants = (
        'variants = [{ name = "sky", title = "Sky", deadline = '
        '{ within = "PT1H", basis = "documented", cite = "guide: 4" } }, '
        '{ name = "sea", title = "Sea" }]\n'
    )
    changes = {
        "variants": ("sensitive = ", f"{variants}sensitive = "),
        "form": ('key = "/id"\n', 'key = "/id"\nvariant = "/way"\n'),
    }
    found = load_folder(planted(DEADLINE.format("P1D", "documented"), **changes))
    assert {each.name: each.deadline and each.deadline.within for each in found} == {
        "sky": "PT1H",
        "sea": "P1D",
    }


def test_without_a_deadline_nothing_is_due_and_it_is_told_once(planted, tmp_path: Path):
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")

    def checked(specs: Path) -> tuple[bool, int]:
        options = ("--lifecycle", "pigeon", "--final-within", "documented")
        told = run_msglife("check", log, "--spec", specs, *options)
        says = told.stderr.count("no deadline is documented for pigeon/letter")
        return "OPEN001" in told.stdout, says

    assert checked(planted()) == (False, 1)
    assert checked(planted(DEADLINE.format("PT1H", "documented"))) == (True, 0)


def test_it_is_shown(planted):
    dated = planted(DEADLINE.format("P1D", "documented"))
    told = run_msglife("show", "pigeon/letter", "--spec", dated)
    assert "AN END IS DUE WITHIN" in told.stdout
    assert "P1D" in told.stdout
