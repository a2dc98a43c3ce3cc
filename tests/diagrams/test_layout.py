"""Pictures as a real browser draws them, with whatever fonts it has: nothing hides a word."""

import pytest
from msglife.diagrams.gallery import FOLDER

from support.browser import driver
from support.checkout import ROOT

__all__ = ["driver"]

PICTURES = sorted((ROOT / FOLDER).glob("*.svg"))
MOST_CROSSED = 1
"""So many labels of a picture may have no free place: a line then crosses them."""
WORDS = """
const texts = [...document.querySelectorAll("text")].filter(each => each.textContent.trim());
return texts.map(text => {
    const {x, y, width, height} = text.getBBox(), drawn = text.closest("g");
    return [text.textContent.trim(), drawn.id, drawn.getAttribute("class"), x, y, width, height];
});
"""
POINTS = """
return [...document.querySelectorAll(".edge path")].map(path => {
    const found = [];
    for (let at = 0; at < path.getTotalLength(); at += 3) {
        const {x, y} = path.getPointAtLength(at);
        found.push([x, y]);
    }
    return [path.closest("g").id, found];
});
"""


def meets(one, two):
    """Whether two boxes share more than their rims."""
    (x, y, width, height), (left, top, wide, high) = one, two
    return (
        x + 1 < left + wide and left + 1 < x + width and y + 2 < top + high and top + 2 < y + height
    )


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_no_word_is_hidden(driver, picture):
    """No label's box meets another's, and all but one stand free of the lines of other edges."""
    driver.get(picture.as_uri())
    words = [(name, edge, kind, box) for name, edge, kind, *box in driver.execute_script(WORDS)]
    assert len(words) > 5
    for index, (one, *_, box) in enumerate(words):
        for two, *_, other in words[index + 1 :]:
            assert not meets(box, other), (one, two)
    lines = driver.execute_script(POINTS)
    crossed = {
        (name, edge)
        for name, edge, kind, (x, y, width, height) in words
        if kind == "edge"
        for drawn, points in lines
        if drawn != edge
        if 1 < sum(x + 1 < a < x + width - 1 and y + 3 < b < y + height - 3 for a, b in points)
    }
    assert len(crossed) <= MOST_CROSSED, crossed
