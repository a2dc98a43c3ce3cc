"""Where a source can be read: told by its lifecycle file, shown by reports and by ``show``."""

import json

import pytest

from support.commands import run_msglife
from support.logs import write_log
from support.pigeon_post import planter

TIER = 'tier = "primary"'
ADDRESS = "https://pigeon.example/guide#a"


def spec_with(here, line):
    return str(planter(here)(source=(TIER, f"{TIER}\n{line}")))


@pytest.fixture
def log(here):
    """A letter that arrived before it was sent, and is lost afterwards."""
    letter = {"id": "a-1", "at": "2026-03-02T08:00:00Z"}
    times = [{**letter, "status": "arrived"}, {**letter, "status": "queued"}]
    times[1]["at"] = "2026-03-02T09:00:00Z"
    write_log(here / "letters.jsonl", times)
    return "letters.jsonl"


def test_a_report_tells_a_sources_address_once(here, log):
    """Beside its title, however many findings rest on it."""
    done = run_msglife("check", log, "--spec", spec_with(here, f'url = "{ADDRESS}"'))
    assert 1 == done.exit_code
    assert f"\nsources\n  Guide  {ADDRESS}\n    " in done.stdout
    assert 1 == done.stdout.count(ADDRESS)


def test_a_source_without_an_address_has_none(here, log):
    """As those of documents that are not public."""
    done = run_msglife("check", log, "--spec", spec_with(here, ""))
    assert "\nsources\n  Guide\n    " in done.stdout


def test_show_tells_the_address(here):
    """With the lifecycle's sources."""
    spec = spec_with(here, f'url = "{ADDRESS}"')
    assert (
        f"address of guide: {ADDRESS}"
        in run_msglife("show", "pigeon/letter", "--spec", spec).stdout
    )
    assert "address of callbacks" not in run_msglife("show", "vonage/sms").stdout


@pytest.mark.parametrize("address", ["pigeon.example", "javascript:alert(1)", "https://a b", "", 7])
def test_an_address_is_one_of_the_web(here, address):
    """Anything else is refused with the file's name."""
    spec = spec_with(here, f"url = {json.dumps(address)}")
    done = run_msglife("show", "pigeon/letter", "--spec", spec)
    assert 2 == done.exit_code
    assert "letter.toml" in done.stderr and "url" in done.stderr
