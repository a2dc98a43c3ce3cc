"""Where lines begin and end in the gallery: a head tells whose it is."""

import math
import re

import pytest
from msglife.diagrams.gallery import FOLDER

from support.checkout import ROOT

PICTURES = sorted((ROOT / FOLDER).glob("*.svg"))
NEAR = 12
"""So near, in points, the head of one line and the beginning of another look like one line."""
MOST = 2
EDGE = re.compile(
    r'<g id="edge\d+" class="edge">\s*<title>(\w+)(?::\w+)?&#45;&gt;(\w+)(?::\w+)?</title>'
    r'.*?<path [^>]*\bd="M(\S+?)C([^"]*)".*?<polygon [^>]*\bpoints="([^"]*)"',
    re.DOTALL,
)


def point(text):
    across, down = text.split(",")
    return float(across), float(down)


def lines_of(svg):
    """Each line between two states: from, to, where it begins, the tip of its head."""
    for source, target, begin, rest, head in EDGE.findall(svg):
        end = point(rest.split()[-1])
        tip = max(map(point, head.split()), key=lambda corner: math.dist(corner, end))
        if source != target:
            yield source, target, point(begin), tip


def met(svg):
    """The pairs of lines of which one seems to go on where the other ends."""
    lines = list(lines_of(svg))
    return [
        (f"{one[0]} to {one[1]}", f"{other[0]} to {other[1]}")
        for one in lines
        for other in lines
        if one[1] == other[0] and math.dist(one[3], other[2]) < NEAR
    ]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_lines_do_not_run_into_each_other(picture):
    """But for a few in the most crowded pictures."""
    svg = picture.read_text(encoding="utf-8")
    assert 3 < len(list(lines_of(svg)))
    assert len(met(svg)) <= MOST, met(svg)


def test_a_resend_is_told_from_what_it_passes():
    """GO4Network's Sending: what comes in from below ends away from what leaves there."""
    assert [] == met((ROOT / FOLDER / "go4network_message.svg").read_text(encoding="utf-8"))


def test_lines_that_run_into_each_other_are_seen():
    """Planted: the second begins where the head of the first is."""
    edge = (
        '<g id="edge{n}" class="edge">\n<title>{a}&#45;&gt;{b}:se</title>\n'
        '<path fill="none" d="M{begin}C0,0 0,0 {end}"/>\n<polygon points="{head}"/>\n</g>\n'
    )
    first = edge.format(n=1, a="s1", b="s2", begin="0,0", end="90,0", head="90,4 100,0 90,-4")
    for begin, found in (("105,0", 1), ("130,0", 0)):
        second = edge.format(
            n=2, a="s2", b="s3", begin=begin, end="200,0", head="200,4 210,0 200,-4"
        )
        assert found == len(met(first + second))
