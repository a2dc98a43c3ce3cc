"""Pictures on light and dark pages, on a screen and on paper."""

from __future__ import annotations

import re

import pytest
from msglife.diagrams import Counts, draw, to_dot
from msglife.diagrams.gallery import pictures, shipped
from msglife.diagrams.look import AMBER, BOX, DARK, GREY, INK, PAPER, RED, SHADE, VIOLET
from msglife.diagrams.svg import render, wheel_program
from msglife.spec import catalog

from support.colours import contrast

LIFE = catalog().get("vonage/sms")
README_WIDTH = 830 * 0.75  # points
PAGE = (539.0, 760.0)  # what A4 and Letter both leave within margins of 10 mm, in points
LABEL = 11.0  # points
SIZES = {
    name: re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', drawn.decode()).groups()
    for name, drawn in (
        (name, render(to_dot(chart), "svg", wheel_program()))
        for _, name, chart in pictures(shipped())
    )
}


@pytest.mark.parametrize("name", SIZES)
def test_labels_are_readable_at_the_width_of_a_readme(name):
    """Scaled to that width, no label is smaller than 7.4 points (10 pixels)."""
    width = float(SIZES[name][0])
    assert LABEL * min(1, README_WIDTH / width) >= 7.4


@pytest.mark.parametrize("name", [name for name in SIZES if "/" in name])
def test_each_lifecycle_is_readable_on_one_printed_page(name):
    """Scaled to the page, no label is smaller than 6.4 points, as small footnotes are."""
    width, height = map(float, SIZES[name])
    assert LABEL * min(1, PAGE[0] / width, PAGE[1] / height) >= 6.4


def test_a_log_changes_no_colour_that_a_dark_page_lacks():
    """What an overlay is drawn in has its counterpart, too."""
    pair = ("submitted", "delivered")
    counts = Counts({"submitted": 1}, {pair: 1}, {pair: 1}, {pair: 2}, {pair: 3}, {pair: 4})
    text = draw(LIFE, ".svg", counts).decode()
    colours = set(re.findall(r'(?:fill|stroke)="(#\w+)"', text))
    assert {RED, AMBER, VIOLET} <= colours <= set(DARK)


def test_a_picture_follows_the_colour_scheme_and_has_a_title():
    """Each colour that is drawn has its counterpart for a dark page, and the page is drawn too."""
    text = draw(LIFE, ".svg").decode()
    colours = set(re.findall(r'(?:fill|stroke)="(#\w+)"', text))
    assert colours <= set(DARK)
    assert all(f"[fill='{colour}']{{fill:{DARK[colour]}}}" in text for colour in colours)
    assert not re.search(r'(?:fill|stroke)="(?!#|none|transparent)', text)
    assert "prefers-color-scheme:dark" in text
    assert f"<title>{LIFE.title}</title>" in text


@pytest.mark.parametrize("page", ["light", "dark"])
def test_words_and_lines_are_told_from_the_page(page):
    """Text has a contrast of 4.5 to 1 at least, on a light page and on a dark one."""
    ground, *words = [DARK[each] if page == "dark" else each for each in (PAPER, INK, GREY)]
    boxes = [DARK[each] if page == "dark" else each for each in (BOX, SHADE)]
    marks = [DARK[each] if page == "dark" else each for each in (RED, AMBER, VIOLET)]
    assert min(contrast(word, ground) for word in words + marks) >= 4.5
    assert min(contrast(words[0], box) for box in boxes) >= 4.5
