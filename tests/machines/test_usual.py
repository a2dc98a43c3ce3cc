"""How usual an edge is where lives are made up."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from msglife.machines.generate import Walker
from msglife.machines.life_choices import LifeChoices, pick
from msglife.spec import START, SpecError, load_folder

from support.pigeon_lives import edge
from support.pigeon_post import edge as written
from support.pigeon_post import planter

EDGES = [
    edge(START, "sent", "send"),
    edge("sent", "arrived", "arrive")._replace(usual=9),
    edge("sent", "lost", "lose"),
]


def ends(lives) -> Counter[str]:
    """How many lives end where."""
    return Counter(life[-1].target for life in lives)


def test_lives_that_are_walked_go_the_usual_way():
    dice, walker = Random(1), Walker(EDGES, {"arrived", "lost"})
    found = ends(walker.life(dice, assumed=False) for _ in range(2_000))
    assert 1_700 < found["arrived"] < 1_900


def test_lives_that_are_chosen_go_the_usual_way():
    dice, lives = Random(1), LifeChoices(EDGES, {"arrived", "lost"}, lambda _: True, lambda _: True)
    found = ends(lives.life(dice) for _ in range(2_000))
    assert found["arrived"] > 7 * found["lost"] > 0


def test_of_equal_weights_the_dice_choose_as_they_always_did():
    assert [pick(Random(seed), "abc", [2, 2, 2]) for seed in range(20)] == [
        Random(seed).choice("abc") for seed in range(20)
    ]


def test_each_weight_has_its_share():
    dice = Random(3)
    found = Counter(pick(dice, "abc", [1, 2.5, 0.5]) for _ in range(8_000))
    shares = [found[each] / 2_000 for each in "abc"]
    assert shares == pytest.approx([1, 2.5, 0.5], abs=0.1)


@pytest.mark.parametrize("usual", ["0", "-1", "nan", "inf", '"often"', "true"])
def test_what_is_no_weight_is_refused(tmp_path, usual: str):
    again = written("lost", "arrived", "find", f"usual = {usual}")
    with pytest.raises(SpecError, match=r"edges\[4\].usual"):
        load_folder(planter(tmp_path)(again))


def test_a_weight_is_read(tmp_path):
    again = written("lost", "arrived", "find", "usual = 0.25")
    (lifecycle,) = load_folder(planter(tmp_path)(again))
    assert [each.usual for each in lifecycle.edges] == [1, 1, 1, 1, 0.25]
