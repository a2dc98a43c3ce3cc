"""What a diagram shows of a lifecycle, and that no word of a lifecycle breaks out of it."""

from __future__ import annotations

import re
import struct

import pytest
from msglife.diagrams import UnknownFormat, draw, graph_of, to_dot
from msglife.diagrams.graph import ANY, ENDS, OPEN, Label, Link, sources

from support.pigeon_lives import PIGEON, edge, life, state


def test_edges_from_all_that_are_not_final_and_from_all_finals_become_one():
    """Each kind of state has a node that stands for it."""
    names = ("egg", "chick", "loft", "lost", "found", "eaten")
    states = [state(name, final=name in names[3:]) for name in names]
    edges = [edge(name, "eaten", "eat", "customer") for name in names[:3]]
    both = [edge(name, "gone", "go", basis="implied") for name in names[3:]]
    graph = graph_of(life([*states, state("gone", final=True)], edges + both))
    assert [(OPEN, "eaten"), (ENDS, "gone")] == [(link.source, link.target) for link in graph.links]
    assert list(names[:3]) == list(sources(graph.links[0], graph.nodes))
    assert list(names[3:]) == list(sources(graph.links[1], graph.nodes))


def test_edges_from_all_other_states_become_one():
    """A fan from everywhere is one link from the node that stands for any state."""
    expected = [Link(ANY, "eaten", (Label("eat", "customer"),), "documented")]
    assert expected == [link for link in graph_of(PIGEON).links if link.target == "eaten"]


def test_edges_from_nearly_all_other_states_stay_as_they_are():
    """A fan with one state missing would say too much."""
    nearly = life(list(PIGEON.states), list(PIGEON.edges[:-1]))
    expected = ["loft", "aloft", "lost"]
    assert expected == [link.source for link in graph_of(nearly).links if link.target == "eaten"]


def test_edges_from_all_other_states_on_two_bases_stay_as_they_are():
    """An assumed edge is never drawn as a documented one."""
    last = edge("landed", "eaten", "eat", "customer", "assumed")
    mixed = life(list(PIGEON.states), [*PIGEON.edges[:-1], last])
    assert ANY not in {node.name for node in graph_of(mixed).nodes}


def test_parallel_edges_on_one_basis_share_a_link():
    """Two triggers between the same states are two lines on one arrow."""
    states = [state("loft"), state("aloft")]
    graph = graph_of(life(states, [edge("loft", "aloft", "fly"), edge("loft", "aloft", "flee")]))
    labels = (Label("fly", "provider"), Label("flee", "provider"))
    expected = (Link("loft", "aloft", labels, "documented"),)
    assert expected == graph.links


@pytest.mark.parametrize(
    ("name", "peripheries", "style", "shaded"),
    [
        ("loft", None, None, False),
        ("aloft (2)", None, None, False),
        ("landed", "2", None, False),
        ("lost", "2", "rounded,filled,dotted", False),
        ("eaten", "2", "rounded,filled,dashed", True),
    ],
)
def test_ends_and_bases_are_told_without_colour(name, peripheries, style, shaded):
    """A final has a double border, an absorbing one is shaded, a basis is a kind of line."""
    node = next(
        row for row in to_dot(graph_of(PIGEON)).splitlines() if f"tooltip={quoted(name)}" in row
    )
    look = dict(re.findall(r'(\w+)="?([^"\s\]]*)', node))
    assert (peripheries, style) == (look.get("peripheries"), look.get("style"))
    assert shaded == ("fillcolor" in look)


def quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def test_the_legend_explains_what_is_used_and_nothing_else():
    """A small life has a small legend."""
    plain = graph_of(life([state("loft"), state("aloft")], [edge("loft", "aloft")]))
    used = ("start", "any", "final", "absorbing", "documented", "implied", "assumed")
    assert used[4:5] == plain.legend
    assert used == graph_of(PIGEON).legend


def test_a_png_is_a_png_of_some_size():
    """The suffix is read in any case, and what comes is a picture."""
    magic, width, height = struct.unpack(">8s8x2I", draw(PIGEON, ".PNG")[:24])
    expected = b"\x89PNG\r\n\x1a\n"
    assert expected == magic
    assert min(width, height) > 200


def test_an_unknown_suffix_is_refused_with_those_there_are():
    """The error says what would have worked."""
    expected = "no diagram format is called '.gif'; known: .svg, .png, .dot, .mmd, .scxml"
    with pytest.raises(UnknownFormat) as caught:
        draw(PIGEON, ".gif")
    assert expected == str(caught.value)
