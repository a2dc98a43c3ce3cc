"""The SCXML of a lifecycle: well-formed, whole, and no word of a lifecycle breaks out of it."""

from __future__ import annotations

import itertools
import json
import re
from functools import partial
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.diagrams import draw, graph_of, to_scxml
from msglife.diagrams.words import printable
from msglife.spec import START, Guard, Lifecycle, catalog

from support.pigeon_lives import edge, life, state

W3C = "{http://www.w3.org/2005/07/scxml}"
OWN = "{urn:x-msglife:lifecycle}"
PLAIN = r"[A-Za-z_][A-Za-z0-9_-]*"
HOSTILE = [
    *('"/><state id="x"/>', "]]>", "<!--", "-->", "<?pi?>", "&lt;&#34;&", "&entity;", "'", "\\"),
    *("two\nlines\r\n", "tab\t", "nul\0 bell\a", "lone \ud800 half", "not one \uffff", "\u202e"),
    *("", " ", "a.b", "a b", "error", "done.state", "s1", "s1_", "e0", "9", "été", "xml:id"),
]


carried = partial(edge, cause="carrier", basis="implied")

GUARD = Guard(0, {"type": "object", "properties": {'<&">': {"const": "\u202e"}}})
PIGEON = life(
    [state("loft"), state("aloft", value=2), state("lost", final=True), state("eaten", final=True)],
    [
        carried(START, "loft", "hatch"),
        carried("loft", "aloft", "fly", guard=GUARD),
        carried("aloft", "lost", "stray"),
        *(carried(name, "eaten", "eat") for name in ("loft", "aloft", "lost")),
    ],
)
HOSTILE_LIFE = life(
    [state(name) for name in HOSTILE],
    [carried(START, HOSTILE[0], "*"), *(carried(a, b, a) for a, b in itertools.pairwise(HOSTILE))],
    title="".join(HOSTILE),
)
LIVES = {"invented": PIGEON, "hostile": HOSTILE_LIFE} | {life.id: life for life in catalog()}

each_life = pytest.mark.parametrize("lifecycle", LIVES.values(), ids=LIVES)


def scxml_of(lifecycle: Lifecycle) -> ElementTree.Element:
    return ElementTree.fromstring(draw(lifecycle, ".scxml"))


def names_by_id(root: ElementTree.Element) -> dict[str, str]:
    """What each id stands for."""
    return {
        element.attrib["id"]: element.get(f"{OWN}name", element.attrib["id"]) for element in root
    }


def transitions(root: ElementTree.Element) -> list[tuple[str, ...]]:
    """Each transition, in the lifecycle's words."""
    words = names_by_id(root)
    return [
        (
            words[element.attrib["id"]],
            words[each.attrib["target"]],
            each.get(f"{OWN}trigger", each.attrib["event"].removeprefix("message.")),
            each.attrib[f"{OWN}cause"],
            each.attrib[f"{OWN}basis"],
        )
        for element in root
        for each in element
    ]


@each_life
def test_every_state_and_every_edge_is_there_once(lifecycle):
    """Read back, nothing is lost or added; links from any state are edges again."""
    root = scxml_of(lifecycle)
    states = [START, *(printable(state.name) for state in lifecycle.states)]
    assert states == list(names_by_id(root).values())
    edges = [
        (printable(e.source), printable(e.target), printable(e.trigger), e.cause, e.grounds.basis)
        for e in lifecycle.edges
    ]
    assert sorted(edges) == sorted(transitions(root))
    assert START == root.get("initial")


@each_life
def test_it_has_nothing_but_the_elements_and_names_it_should(lifecycle):
    """Ids are distinct and plain, each target is one of them, each event is one token."""
    root = scxml_of(lifecycle)
    assert f"{W3C}scxml" == root.tag
    assert {element.tag for element in root} <= {f"{W3C}state", f"{W3C}final"}
    assert len(set(names_by_id(root))) == len(lifecycle.states) + 1
    for element in root.iter():
        assert not (element.text or "").strip()
        assert re.fullmatch(PLAIN, element.get("id", "x"))
    for each in itertools.chain(*root):
        assert f"{W3C}transition" == each.tag
        assert each.attrib["target"] in names_by_id(root)
        assert re.fullmatch(rf"message\.{PLAIN}", each.attrib["event"])


@each_life
def test_each_trigger_has_an_event_of_its_own(lifecycle):
    """Two triggers never share one, however they look."""
    events = {each.attrib["event"] for element in scxml_of(lifecycle) for each in element}
    assert len(events) == len({edge.trigger for edge in lifecycle.edges})


@each_life
def test_a_final_that_can_be_left_is_a_state_that_says_so(lifecycle):
    """SCXML lets nobody leave a `<final>`."""
    root = scxml_of(lifecycle)
    words = names_by_id(root)
    ends = {words[each.attrib["id"]] for each in root if each.tag == f"{W3C}final"}
    left = {words[each.attrib["id"]] for each in root if each.get(f"{OWN}final") == "true"}
    assert {printable(name) for name in lifecycle.absorbing} == ends
    assert {printable(name) for name in lifecycle.finals - lifecycle.absorbing} == left


@each_life
def test_a_guard_stands_beside_its_transition_and_is_no_condition(lifecycle):
    """No data model evaluates a JSON Schema; who runs the chart reads it back as it was."""
    guards = [edge.guard.schema for edge in lifecycle.edges if edge.guard]
    root = scxml_of(lifecycle)
    shown = [each.get(f"{OWN}guard") for element in root for each in element]
    assert "null" == root.get("datamodel")
    assert not [each for each in root.iter() if "cond" in each.attrib]
    key = repr
    assert sorted(guards, key=key) == sorted((json.loads(text) for text in shown if text), key=key)


@each_life
def test_the_same_lifecycle_gives_the_same_bytes(lifecycle):
    """A chart depends on nothing but what is drawn."""
    drawn = draw(lifecycle, ".scxml")
    assert drawn == draw(lifecycle, ".SCXML")
    assert drawn.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<scxml xmlns=')
    assert drawn.endswith(b"</scxml>\n")


@given(st.text(), st.text(), st.text(), st.text())
def test_no_word_breaks_out(first, second, trigger, title):
    """Whatever the words are, each is read back where it belongs."""
    states = [f"1{first}", f"2{second}"]
    root = scxml_of(life([state(name) for name in states], [carried(*states, trigger)], title))
    assert [START, *map(printable, states)] == list(names_by_id(root).values())
    assert [(*map(printable, (*states, trigger)), "carrier", "implied")] == transitions(root)
    assert printable(title) == root.get(f"{OWN}title")


def test_a_plain_chart():
    """What it looks like."""
    lines = to_scxml(graph_of(PIGEON)).splitlines()
    rest = 'msglife:cause="carrier" msglife:basis="implied" />'
    expected = [
        '  <state id="lost" msglife:final="true" msglife:basis="documented">',
        f'    <transition event="message.eat" target="eaten" {rest}',
        "  </state>",
        '  <final id="eaten" msglife:basis="documented" />',
        "</scxml>",
    ]
    assert expected == lines[-5:]
    assert '  <state id="aloft" msglife:label="aloft (2)" msglife:basis="documented">' in lines


def test_a_life_that_cannot_begin_stands_at_its_start():
    """Without a first edge, an interpreter must not begin in the first state there is."""
    root = scxml_of(life([state("loft")], []))
    assert [START, "loft"] == [element.get("id") for element in root]
    assert START == root.get("initial")
