"""Labels that another arrow's line crosses move to where none does; the others stay."""

import re

import pytest
from msglife.diagrams.labels import free_labels

NODE = '<g id="node{0}" class="node">\n<polygon points="{1},{2} {3},{2} {3},{4} {1},{4}"/>\n</g>\n'
EDGE = (
    '<g id="edge{0}" class="edge">\n<path d="M{1},{2}C{1},{2} {3},{4} {3},{4}"/>\n'
    '<text text-anchor="start" x="{5}" y="{6}" font-size="10" textLength="40">word{0}</text>\n'
    "</g>\n"
)
PLACE = re.compile(r'x="([-\d.]+)" y="([-\d.]+)"[^>]*>(word\d)<')


def places(*groups):
    """Where each label stands, before and after."""
    drawn = "".join(groups)
    moved = free_labels(drawn.encode()).decode()
    assert re.sub(r' [xy]="[^"]*"', "", drawn) == re.sub(r' [xy]="[^"]*"', "", moved)
    return [
        {word: (float(x), float(y)) for x, y, word in PLACE.findall(text)}
        for text in (drawn, moved)
    ]


def test_a_free_label_stays():
    """Two arrows that are far apart keep their labels, to the byte."""
    drawn = EDGE.format(1, 0, 0, 0, 90, 5, 50) + EDGE.format(2, 200, 0, 200, 90, 205, 50)
    assert drawn.encode() == free_labels(drawn.encode())


def test_a_crossed_label_moves_to_its_lines_other_side():
    """Its own line stays the nearest one."""
    crossing = EDGE.format(2, 20, 0, 20, 90, 80, 20)
    before, after = places(EDGE.format(1, 0, 0, 0, 90, 5, 50), crossing)
    assert before["word2"] == after["word2"]
    x, _ = after["word1"]
    assert x + 40 < 0, "left of its own line, which stands at 0"
    assert -55 < x


def test_it_moves_onto_no_node():
    """Where a node stands on that side, it moves along its line."""
    crossing = EDGE.format(2, 20, 30, 20, 90, 80, 80)
    node = NODE.format(1, -70, 30, -3, 70)
    _, after = places(EDGE.format(1, 0, 0, 0, 90, 5, 50), crossing, node)
    x, y = after["word1"]
    assert not (-70 < x + 40 and x < -3 and 30 < y + 2.5 and y - 8 < 70)


@pytest.mark.parametrize("body", [b"", b"<g/>", EDGE.format(1, 0, 0, 0, 9, 5, 50).encode()])
def test_what_has_nothing_to_move_stays(body):
    """No arrow, or one alone."""
    assert body == free_labels(body)


def test_a_label_without_a_free_place_stays():
    """Lines all around, each nearer than a label is wide."""
    grid = [
        EDGE.format(2 + n, x, -300, x, 300, 900, 900) for n, x in enumerate(range(-300, 300, 9))
    ]
    before, after = places(EDGE.format(1, 0, 0, 0, 90, 5, 50), *grid)
    assert before["word1"] == after["word1"]
