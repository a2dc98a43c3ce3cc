"""What a diagram shows of a lifecycle, and that no word of a lifecycle breaks out of it."""

from __future__ import annotations

import itertools
import re
import struct
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.diagrams import UnknownFormat, draw, graph_of, to_dot, to_mermaid
from msglife.diagrams.graph import ANY, ENDS, OPEN, Label, Link, sources
from msglife.diagrams.words import LIMIT, printable, shown
from msglife.spec import START, Basis, Cause, Edge, Grounds, Lifecycle, State, catalog

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


def state(name: str, final: bool = False, basis: Basis = "documented", value: int = 0) -> State:
    return State(name, value or name, f"meaning of {name}", final, None, Grounds(basis, ()))


def edge(
    source: str,
    target: str,
    trigger: str = "go",
    cause: Cause = "provider",
    basis: Basis = "documented",
) -> Edge:
    return Edge(source, target, trigger, cause, Grounds(basis, ()))


def life(states: list[State], edges: list[Edge], title: str = "Pigeon post") -> Lifecycle:
    return Lifecycle(
        id="pigeon/letter",
        provider="pigeon",
        name="letter",
        family="pigeon/letter",
        variant=None,
        title=title,
        summary="",
        file="pigeon.toml",
        sources=(),
        forms=(),
        states=tuple(states),
        edges=tuple(edges),
        rules=(),
        aliases=(),
        sensitive=(),
        vocabulary={state.value: state.name for state in states},
    )


PIGEON = life(
    [
        state("loft"),
        state("aloft", value=2),
        state("lost", final=True, basis="assumed"),
        state("landed", final=True),
        state("eaten", final=True, basis="implied"),
    ],
    [
        edge(START, "loft", "hatch"),
        edge("loft", "aloft", "fly", "carrier"),
        edge("aloft", "landed", "land", "carrier", "implied"),
        edge("aloft", "lost", "stray", "carrier", "assumed"),
        edge("lost", "landed", "return", "carrier", "assumed"),
        *(edge(name, "eaten", "eat", "customer") for name in ("loft", "aloft", "lost", "landed")),
    ],
)
HOSTILE_LIFE = life(
    [state(name) for name in HOSTILE],
    [edge(START, HOSTILE[0]), *(edge(a, b, a) for a, b in itertools.pairwise(HOSTILE))],
    title="".join(HOSTILE),
)
LIVES = {"invented": PIGEON, "hostile": HOSTILE_LIFE} | {life.id: life for life in catalog()}

each_life = pytest.mark.parametrize("lifecycle", LIVES.values(), ids=LIVES)


def drawn(lifecycle: Lifecycle) -> ElementTree.Element:
    return ElementTree.fromstring(draw(lifecycle, ".svg"))


def words_of(root: ElementTree.Element, kind: str) -> list[str]:
    """The words in each group of a kind: graph, cluster, node or edge."""
    groups = [group for group in root.iter() if group.get("class") == kind]
    texts = (group.iter("{http://www.w3.org/2000/svg}text") for group in groups)
    return [" ".join(printable(" ".join(t.text or "" for t in group)).split()) for group in texts]


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
    assert draw(lifecycle, suffix) == draw(lifecycle, suffix)


@each_life
def test_the_picture_has_just_the_nodes_and_links_of_the_graph(lifecycle):
    """Read back from the picture, each word stands where it should and made nothing else."""
    graph, root = graph_of(lifecycle), drawn(lifecycle)
    names = ["" if node.role == "start" else squeezed(node.label) for node in graph.nodes]
    assert sorted(names) == sorted(words_of(root, "node"))
    assert len(graph.links) == len(words_of(root, "edge"))
    assert [squeezed(graph.title, WIDE)] == words_of(root, "cluster")


@each_life
def test_the_picture_says_trigger_and_cause_of_every_edge(lifecycle):
    """No edge is drawn without its words."""
    told = words_of(drawn(lifecycle), "edge")
    for edge in lifecycle.edges:
        cause = "" if edge.cause == "provider" else f" [{edge.cause}]"
        label = " ".join((squeezed(edge.trigger) + cause).split())
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
@settings(deadline=None)
def test_no_word_breaks_out_of_mermaid(first, second, trigger, title):
    """Whatever the words are, each line is of a known form."""
    lifecycle = life([state(first), state(second)], [edge(first, second, trigger)], title)
    for line in to_mermaid(graph_of(lifecycle)).split("\n")[:-1]:
        assert re.fullmatch(MERMAID, line)


SYNTAX = st.text(st.sampled_from('\\"<>&;#[]{}-:\n a'), max_size=12)


@given(SYNTAX, SYNTAX, SYNTAX, SYNTAX)
@settings(deadline=None, max_examples=25)
def test_no_word_breaks_out_of_dot(first, second, trigger, title):
    """Words made of syntax are read back from the picture as they are."""
    names = [f"1{first}", f"2{second}"]
    root = drawn(life([state(name) for name in names], [edge(*names, trigger)], title))
    assert [squeezed(name) for name in names] == words_of(root, "node")
    assert [squeezed(trigger)] == words_of(root, "edge")


def test_a_long_name_is_cut_where_it_is_drawn_and_whole_in_scxml():
    """A name of 10 kB neither fills the page nor is lost where machines read it."""
    long = life([state("x" * 10_000)], [edge(START, "x" * 10_000)])
    assert len(to_dot(graph_of(long))) < 4_000
    assert len(to_mermaid(graph_of(long))) < 1_000
    assert b"x" * 10_000 in draw(long, ".scxml")


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


def test_what_hides_or_moves_text_is_shown_as_a_mark():
    """Controls, marks of direction and halves of characters reach no drawing."""
    shown = {unicodedata.category(char) for char in printable("".join(HOSTILE))}
    assert shown.isdisjoint({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


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
