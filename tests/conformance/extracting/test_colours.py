"""Objects that are printed over several lines, in colours or beside them."""

from __future__ import annotations

import json

import pytest

from support.checkout import ROOT
from support.found import written
from support.ways import assert_same

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
PAYLOADS = [json.loads(line) for line in BARE.read_text(encoding="utf-8").splitlines()]
BLUE, RESET = "\x1b[34;1m", "\x1b[0m"


def coloured(payload):
    """An object as `jq -C` prints it."""
    lines = json.dumps(payload, indent=2).splitlines()
    return "".join(f"{BLUE}{line}{RESET}\n" for line in lines)


WRITERS = {
    "each line": coloured,
    "lines between": lambda p: f"{BLUE}INFO{RESET} got\n{json.dumps(p, indent=2)}\n",
    "the text before it": lambda p: f"{BLUE}INFO{RESET} got {json.dumps(p, indent=2)}\n",
    "all but the objects of one line": lambda p: f"{json.dumps(p)}\n{BLUE}up{RESET}\n",
}


@pytest.mark.parametrize("name", WRITERS)
def test_colours_are_no_text(name, tmp_path):
    """Printed objects are read, whatever is coloured."""
    begin = "".join(f"{BLUE}INFO{RESET} {json.dumps(each)}\n" for each in PAYLOADS)
    log = begin + "".join(map(WRITERS[name], PAYLOADS)) + f"{BLUE}}}{RESET}\n"
    report = assert_same(written(tmp_path, log))
    assert 2 * len(PAYLOADS) == report.logs[0].used
