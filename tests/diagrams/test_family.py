"""Families as one picture: what differs between variants, what relates two machines."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.diagrams import (
    NotInFormat,
    draw_family,
    family_chart,
    to_dot,
    to_mermaid,
    union_of,
)
from msglife.diagrams.words import shown
from msglife.spec import START, Lifecycle, Relation, catalog

from support.drawings import words_of

KNOWN = catalog()
VONAGE = KNOWN.select("vonage")
SCG = KNOWN.select("scg")
PLAIN = r"(?:[^\W_]|[ _.,()×-]|#\d+;)*"


def note_of(graph, name):
    return next(node.notes for node in graph.nodes if node.name == name)


@pytest.mark.parametrize("provider", ["vonage", "partner_gateway"])
def test_the_union_holds_just_what_any_variant_has(provider):
    """Every state and edge of every variant is there, and none besides."""
    variants = KNOWN.select(provider)
    graph = union_of(variants)
    states = {state.name for variant in variants for state in variant.states}
    edges = {(e.source, e.target, e.trigger) for each in variants for e in each.edges}
    assert states == {node.name for node in graph.nodes if node.role == "state"}
    assert edges == {
        (link.source, link.target, label.trigger) for link in graph.links for label in link.labels
    }


def test_the_union_says_which_variants_differ():
    """A state, an edge and a way out that some channels lack are told in words."""
    graph = union_of(VONAGE)
    labels = {label.trigger: label.only for link in graph.links for label in link.labels}
    assert ("not sms, mms",) == note_of(graph, "read")
    assert ("no way out: only sms, mms",) == note_of(graph, "delivered")
    assert () == note_of(graph, "submitted")
    assert ("not sms, mms", "") == (labels["read_by_recipient"], labels["deliver"])


def test_an_edge_on_two_bases_is_two_links_each_with_its_variants():
    """What is documented for one channel and assumed for another is never drawn as one."""
    links = union_of(KNOWN.select("partner_gateway")).links
    read = {link.basis: link.labels[0].only for link in links if link.target == "READ"}
    assert {"documented": "only whatsapp", "assumed": "only rcs"} == read


def test_variants_that_are_alike_have_nothing_to_tell():
    """Two equal machines make a union without a note."""
    graph = union_of([KNOWN.get("vonage/sms"), KNOWN.get("vonage/mms")])
    assert not any(node.notes for node in graph.nodes)
    assert not any(label.only for link in graph.links for label in link.labels)


def test_two_machines_stand_in_frames_with_what_relates_them():
    """The parent comes first; each relation is told once, with its basis."""
    chart = family_chart(SCG)
    says = [relation.says for relation in KNOWN.get("scg/message").relations]
    assert [KNOWN.get("scg/message_request").title, KNOWN.get("scg/message").title] == [
        graph.title for graph in chart.graphs
    ]
    (tie,) = chart.ties
    assert (1, 0) == (tie.child, tie.parent)
    assert says == [each.rpartition(" [")[0] for each in tie.says]
    assert "implied]" in tie.says[0]


def test_the_picture_shows_both_machines_and_their_relation():
    """Read back from the SVG: two titles, the states of both, the relations on a note."""
    drawn = draw_family(SCG, ".svg")
    titles = {each.title for each in SCG}
    nodes = words_of(drawn, "node")
    (note,) = [text for text in nodes if "A message belongs to one request" in text]
    assert titles == set(words_of(drawn, "cluster"))
    assert sum(len(each.states) for each in SCG) <= len(nodes)
    assert "No message is sent while its request is paused. [documented]" in note
    dot = draw_family(SCG, ".dot").decode()
    ties = re.findall(r"^.*(?:tie0 ->|-> tie0).*$", dot, re.MULTILINE)
    assert ["ltail=cluster_0", "lhead=cluster_1"] == re.findall(r"l\w+=cluster_\d", str(ties))
    assert all("style=dashed" in tie for tie in ties)


def test_mermaid_nests_the_machines_of_several_families():
    """Each is a composite state, and the relation leads from the child to the parent."""
    text = draw_family(SCG, ".mmd").decode()
    assert re.search(rf'^    state "{PLAIN}" as p0 {{$', text, re.MULTILINE)
    assert re.search(rf"^    p1 --> p0 : {PLAIN}$", text, re.MULTILINE)
    assert text.count("{\n") == text.count("    }\n") == 2


def test_mermaid_notes_what_relates_the_messages_of_one_family():
    """A family's own relation is a note on the state it speaks of."""
    text = draw_family(VONAGE, ".mmd").decode()
    rejected = re.search(r'state "rejected" as (\w+)', text)
    assert f"note right of {rejected[1]} : The legs of a failover" in text


def test_scxml_of_a_family_is_refused():
    """SCXML holds one machine, and the error says so and which there are."""
    with pytest.raises(NotInFormat, match=r"one machine, not a family.*scg/message_request"):
        draw_family(SCG, ".scxml")


def test_relations_in_a_circle_still_end():
    """Two families that name each other as parents are drawn all the same."""
    first, second = SCG
    relation = first.relations or second.relations
    looped = [
        replace(each, relations=(relation[0]._replace(parent=other.family),))
        for each, other in ((first, second), (second, first))
    ]
    assert 2 == len(family_chart(looped).graphs)
    assert 2 == len(family_chart(looped).ties)


def beginning(lifecycle: Lifecycle) -> Lifecycle:
    """A machine with no states but those in which a life begins, and the next: soon drawn."""
    first = [edge for edge in lifecycle.edges if edge.source == START]
    names = {edge.target for edge in first}
    more = [edge for edge in lifecycle.edges if edge.source in names][:2]
    names |= {edge.target for edge in more}
    kept = tuple(state for state in lifecycle.states if state.name in names)
    return replace(lifecycle, states=kept, edges=(*first, *more))


def hostile(word: str) -> list[Lifecycle]:
    """Two machines, with a word in every place a family's picture takes words from."""
    child, parent = (beginning(KNOWN.get(name)) for name in ("scg/message", "scg/message_request"))
    relation: Relation = child.relations[0]._replace(says=word)
    other = replace(parent, id=f"scg/{word}", name=word, title=f"{word} two")
    return [replace(child, title=word, relations=(relation,)), parent, other]


SYNTAX = st.one_of(st.text(st.sampled_from('\\"<>&;#[]{}-:|\nN a\u202e\0'), max_size=12), st.text())


@given(SYNTAX)
@settings(max_examples=25)
def test_no_word_breaks_out_of_a_familys_dot(word):
    """Titles and relations are read back from the picture as they are."""
    chart = family_chart(hostile(word))
    drawn = draw_family(hostile(word), ".svg")
    expected = {" ".join(shown(graph.title, 120).split()) for graph in chart.graphs}
    assert expected == set(words_of(drawn, "cluster"))
    assert sum(len(graph.nodes) for graph in chart.graphs) + 1 == len(words_of(drawn, "node"))


@given(SYNTAX)
def test_no_word_breaks_out_of_a_familys_mermaid(word):
    """Whatever the words are, each line is of a known form, and braces stand alone."""
    lines = to_mermaid(family_chart(hostile(word))).split("\n")[4:-1]
    form = "|".join(
        [
            rf'    state "{PLAIN}" as p\d+ {{',
            "    }",
            rf'        state "{PLAIN}" as s\d+_\d+',
            rf"        (?:s\d+_\d+|\[\*\]) --> s\d+_\d+ : {PLAIN} \[[a-z]+\]{PLAIN}",
            r"        s\d+_\d+ --> \[\*\]",
            rf"    p\d --> p\d : {PLAIN}",
        ]
    )
    assert not [line for line in lines if not re.fullmatch(form, line)]


def test_the_same_family_gives_the_same_dot():
    """A chart depends on nothing but what is drawn."""
    assert to_dot(family_chart(SCG)) == to_dot(family_chart(SCG))
