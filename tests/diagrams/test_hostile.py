"""No word of a lifecycle breaks out of a picture, of DOT or of Mermaid."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.diagrams import draw, graph_of, to_dot, to_mermaid
from msglife.diagrams.graph import Link, sources
from msglife.diagrams.words import LIMIT, printable, shown
from msglife.spec import START, catalog

from support.drawings import texts_of
from support.pigeon_lives import PIGEON, edge, life, state

HOSTILE = [
    '"] ; x -> y [',
    "<b>",
    "<b>bold</b>",
    "two\nlines\r\n\ts9 --> s1",
    "turned \u202e round",
    "back\\slash",
    "\\",
    '\\"',
    "\\N\\G\\l",
    "&lt;&#34;&quot;&",
    "a:b:n",
    "%%{init: {}}%%",
    "#quot; #58;",
    "---",
    "--> s1",
    "[*]",
    "node",
    "subgraph cluster_x { y }",
    "} digraph z { y",
    "/* // # */",
    "nul\0 bell\a",
    "lone \ud800 half",
    "not a character \uffff",
    "Direction  LR",
    "direction TB",
    "accTitle: x",
    "<<fork>>",
    "[[choice]]",
    "note right of s0_1: x",
    "classDef x fill:red",
    "x" * 10_000,
    "<<TABLE><TR><TD>cell</TD></TR></TABLE>>",
    "<",
    "",
]

WIDE = 120  # characters of a title that are drawn
# What Mermaid's lexer takes for a statement wherever it stands on a line; and empty words.
READ_ANYWHERE = re.compile(r'direction\s|<<|\[\[|state ""', re.IGNORECASE)
PLAIN = r"[^\W_]|[ _.,()×-]"
WORDS = rf"(?:{PLAIN}|#\d+;)*"
MERMAID = "|".join(
    [
        "---",
        rf'title: "(?:{PLAIN}|\\U[0-9a-f]{{8}})*"',
        "stateDiagram-v2",
        rf'    state "{WORDS}" as s0_\d+',
        rf"    (?:s0_\d+|\[\*\]) --> s0_\d+ : {WORDS} \[[a-z]+\](?: \((?:implied|assumed)\))?",
        r"    s0_\d+ --> \[\*\]",
    ]
)
HOSTILE_LIFE = life(
    [state(name) for name in HOSTILE],
    [edge(START, HOSTILE[0]), *(edge(a, b, a) for a, b in itertools.pairwise(HOSTILE))],
    title="".join(HOSTILE),
)
LIVES = {"invented": PIGEON, "hostile": HOSTILE_LIFE} | {life.id: life for life in catalog()}

picture = functools.cache(draw)
"""A drawing, which takes its time: what several tests read is drawn once."""

each_life = pytest.mark.parametrize("lifecycle", LIVES.values(), ids=LIVES)


def printable_words(drawn: bytes, kind: str) -> list[str]:
    """The words in each group of a kind, as `printable` has them."""
    return [" ".join(printable(text).split()) for text in texts_of(drawn, kind)]


def squeezed(text: str, limit: int = LIMIT) -> str:
    return " ".join(shown(text, limit).split())


def told_by(link: Link) -> set[tuple[str, str, str, str]]:
    return {(link.target, label.trigger, label.cause, link.basis) for label in link.labels}


@each_life
def test_the_graph_holds_every_state_and_every_edge(lifecycle):
    """Nothing is lost or added, once a link from any state is read as the edges it stands for."""
    graph = graph_of(lifecycle)
    states = [node.name for node in graph.nodes if node.role == "state"]
    drawn = set()
    for link in graph.links:
        for told in told_by(link):
            drawn |= {(name, *told) for name in sources(link, graph.nodes)}
    edges = {(e.source, e.target, e.trigger, e.cause, e.grounds.basis) for e in lifecycle.edges}
    assert [state.name for state in lifecycle.states] == states
    assert edges == drawn


@each_life
@pytest.mark.parametrize("suffix", [".dot", ".mmd", ".svg"])
def test_the_same_lifecycle_gives_the_same_bytes(lifecycle, suffix):
    """A drawing depends on nothing but what is drawn."""
    assert picture(lifecycle, suffix) == draw(lifecycle, suffix)


@each_life
def test_the_picture_has_just_the_nodes_and_links_of_the_graph(lifecycle):
    """Read back from the picture, each word stands where it should and made nothing else."""
    graph, drawn = graph_of(lifecycle), picture(lifecycle, ".svg")
    names = ["" if node.role == "start" else squeezed(node.label) for node in graph.nodes]
    assert sorted(names) == sorted(printable_words(drawn, "node"))
    assert len(graph.links) == len(printable_words(drawn, "edge"))
    assert [squeezed(graph.title, WIDE)] == printable_words(drawn, "cluster")


@each_life
def test_the_picture_says_trigger_and_cause_of_every_edge(lifecycle):
    """No edge is drawn without its words."""
    told = printable_words(picture(lifecycle, ".svg"), "edge")
    for each in lifecycle.edges:
        cause = "" if each.cause == "provider" else f" [{each.cause}]"
        label = " ".join((squeezed(each.trigger) + cause).split())
        assert any(label in text for text in told)


@each_life
def test_mermaid_has_nothing_but_the_lines_it_should(lifecycle):
    """Each line is of a known form, and there are as many of each as the graph has."""
    graph = graph_of(lifecycle)
    lines = to_mermaid(graph).splitlines()
    states = [node for node in graph.nodes if node.role != "start"]
    assert not [line for line in lines if not re.fullmatch(MERMAID, line)]
    assert not [line for line in lines[4:] if re.search(READ_ANYWHERE, line)]
    assert len(states) == sum(line.startswith("    state ") for line in lines)
    assert sum(len(link.labels) for link in graph.links) == sum(" : " in line for line in lines)
    assert sum(node.final for node in states) == sum(line.endswith("> [*]") for line in lines)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_word_breaks_out_of_mermaid(first, second, trigger, title):
    """Whatever the words are, each line is of a known form."""
    lifecycle = life([state(first), state(second)], [edge(first, second, trigger)], title)
    for line in to_mermaid(graph_of(lifecycle)).split("\n")[:-1]:
        assert re.fullmatch(MERMAID, line)


SYNTAX = st.text(st.sampled_from('\\"<>&;#[]{}-:\n a'), max_size=12)


@given(SYNTAX, SYNTAX, SYNTAX, SYNTAX)
@settings(max_examples=25)
def test_no_word_breaks_out_of_dot(first, second, trigger, title):
    """Words made of syntax are read back from the picture as they are."""
    names = [f"1{first}", f"2{second}"]
    lifecycle = life([state(name) for name in names], [edge(*names, trigger)], title)
    drawn = draw(lifecycle, ".svg")
    assert [squeezed(name) for name in names] == printable_words(drawn, "node")
    assert [squeezed(trigger)] == printable_words(drawn, "edge")


def test_a_long_name_is_cut_where_it_is_drawn_and_whole_in_scxml():
    """A name of 10 kB neither fills the page nor is lost where machines read it."""
    long = life([state("x" * 10_000)], [edge(START, "x" * 10_000)])
    assert len(to_dot(graph_of(long))) < 4_000
    assert len(to_mermaid(graph_of(long))) < 1_000
    assert b"x" * 10_000 in draw(long, ".scxml")


def test_what_hides_or_moves_text_is_shown_as_a_mark():
    """Controls, marks of direction and halves of characters reach no drawing."""
    shown = {unicodedata.category(char) for char in printable("".join(HOSTILE))}
    assert shown.isdisjoint({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
