"""What a log did on a machine, drawn on it."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.diagrams import Counts, NotInFormat, draw, family_chart, graph_of, to_dot, to_mermaid
from msglife.diagrams.overlay import MAX_JUMPS
from msglife.diagrams.words import shown
from msglife.spec import catalog

from support.callbacks import callback
from support.commands import run_msglife
from support.drawings import words_of
from support.logs import write_log

diagram = partial(run_msglife, "diagram")

KNOWN = catalog()
SMS = KNOWN.get("vonage/sms")
COUNTS = Counts(
    visits={"submitted": 1000, "delivered": 900},
    passages={("start", "submitted"): 1000, ("submitted", "delivered"): 10},
    illegal={("delivered", "rejected"): 3, ("submitted", "sunk"): 2, ("submitted", "start"): 1},
    missed={("start", "delivered"): 4},
    late={("delivered", "submitted"): 5},
    unseen={("submitted", "rejected"): 6},
)
PLAIN = r"(?:[^\W_]|[ _.,()×-]|#\d+;)*"
MERMAID = "|".join(
    [
        rf'    state "{PLAIN}" as s0_\d+',
        rf"    (?:s0_\d+|\[\*\]) --> s0_\d+ : {PLAIN}(?: \[[a-z]+\]{PLAIN})?",
        r"    s0_\d+ --> \[\*\]",
        r"    class s0_\d+ (?:never|unknown)",
        r"    classDef (?:never opacity:0.5|unknown stroke-dasharray:4)",
    ]
)


def link(graph, source, target):
    return next(each for each in graph.links if (each.source, each.target) == (source, target))


def line(dot: str, words: str) -> str:
    return next(row for row in dot.splitlines() if words in row)


def test_each_link_has_its_traffic():
    graph = graph_of(SMS, COUNTS)
    assert 1000 == link(graph, "start", "submitted").taken
    assert (0, 6) == (
        link(graph, "submitted", "rejected").taken,
        link(graph, "submitted", "rejected").unseen,
    )
    assert 0 == link(graph, "start", "rejected").taken
    assert {"submitted": 1000, "delivered": 900, "rejected": 0, "undeliverable": 0} == {
        node.name: node.visits for node in graph.nodes if node.role == "state"
    }


def test_jumps_stand_beside_the_links_and_unknown_words_have_their_own_node():
    """A status called ``start`` is not where a life starts."""
    graph = graph_of(SMS, COUNTS)
    drawn = [(jump.kind, jump.count) for jump in graph.jumps]
    unknown = {node.label for node in graph.nodes if node.role == "unknown"}
    expected = [("late", 5), ("missed", 4), ("illegal", 3), ("illegal", 2), ("illegal", 1)]
    assert expected == drawn
    assert {"sunk", "start"} == unknown
    assert not {jump.target for jump in graph.jumps} & {"start"}


def test_what_a_log_did_is_told_without_colour():
    """Width and words for traffic, a bar for what is denied, dashes for all that is no edge."""
    dot = to_dot(graph_of(SMS, COUNTS))
    wide, narrow = (
        float(re.search(r"penwidth=([\d.]+)", line(dot, words))[1])
        for words in ("submit\\l  ×1000", "deliver\\l  ×10")
    )
    assert wide > narrow > 1
    assert "unseen ×6" in dot
    for words, head in (
        ("illegal ×3", "teenormal"),
        ("missed ×4", "empty"),
        ("late ×5", "odiamond"),
    ):
        assert f"arrowhead={head}" in line(dot, words)
        assert "style=dashed" in line(dot, words)
    assert "shape=octagon" in line(dot, "label=sunk")
    assert "penwidth=2.4" in line(dot, "illegal ×3")


def test_the_picture_tells_all_counts():
    """Read back from the SVG, every count is there once."""
    words = " ".join(words_of(draw(SMS, ".svg", COUNTS), "edge"))
    found = sorted(map(int, re.findall(r"×(\d+)", words)))
    assert [1, 2, 3, 4, 5, 6, 10, 1000] == found
    title = words_of(draw(SMS, ".svg", COUNTS), "cluster")[0]
    assert title.endswith("1900 in the log, 6 illegal, 4 missed, 5 late")


def test_mermaid_tells_the_same():
    text = draw(SMS, ".mmd", COUNTS).decode()
    found = sorted(map(int, re.findall(r" : .*?×(\d+)", text)))
    assert [1, 2, 3, 4, 5, 6, 10, 1000] == found
    assert "ILLEGAL ×3" in text
    rejected = re.search(r'state "rejected" as (\w+)', text)[1]
    assert f"class {rejected} never" in text


def test_nothing_in_the_log_is_said():
    assert "nothing of it in the log" == graph_of(SMS, Counts({}, {})).subtitle


def test_many_kinds_of_jumps_are_drawn_to_a_bound_and_the_rest_counted():
    """The most frequent are drawn, and nothing is dropped without a word."""
    denied = {("submitted", f"word-{n}"): n + 1 for n in range(MAX_JUMPS + 3)}
    graph = graph_of(SMS, Counts({}, {}, denied))
    assert MAX_JUMPS == len(graph.jumps)
    assert 4 == min(jump.count for jump in graph.jumps)
    assert graph.subtitle.endswith(". Not drawn: 6 of 3 rarer kinds.")


def test_a_fan_carries_the_traffic_of_all_it_stands_for():
    life = KNOWN.get("scg/message")
    counts = Counts({}, {("SENT", "DELETED"): 2, ("READ", "DELETED"): 3})
    assert 5 == next(e for e in graph_of(life, counts).links if e.target == "DELETED").taken


def test_a_familys_counts_add_up_and_stay_with_their_variant():
    """An edge documented for one channel and assumed for another has each one's own traffic."""
    pair = ("DELIVERED", "READ")
    counts = {
        "partner_gateway/rcs": Counts({"READ": 1}, {pair: 1}),
        "partner_gateway/whatsapp": Counts({"READ": 5}, {pair: 5}, {("READ", "SENT"): 2}),
    }
    (graph,) = family_chart(KNOWN.select("partner_gateway"), counts).graphs
    read = {each.basis: each.taken for each in graph.links if each.target == "READ"}
    assert {"documented": 5, "assumed": 1} == read
    assert 6 == next(node.visits for node in graph.nodes if node.name == "READ")
    assert ["only whatsapp"] == [jump.only for jump in graph.jumps]


def test_scxml_holds_no_log():
    with pytest.raises(NotInFormat, match="a machine, not what a log did"):
        draw(SMS, ".scxml", COUNTS)


WORD = st.one_of(
    st.text(st.sampled_from('\\"<>&;#[]{}-:|\nN a\u202e\0')), st.text(), st.just("x" * 10_000)
)


def counts_of(first: str, second: str) -> Counts:
    # Two different words, neither a state of the machine.
    pairs = {("submitted", f"1{first}"): 3, (f"1{first}", f"2{second}"): 2}
    return Counts({"submitted": 1}, {}, pairs, late=dict(pairs))


@given(WORD, WORD)
@settings(max_examples=25)
def test_no_word_of_a_log_breaks_out_of_dot(first, second):
    """What a log tells is read back from the picture as it is, and made nothing else."""
    graph = graph_of(SMS, counts_of(first, second))
    drawn = draw(SMS, ".svg", counts_of(first, second))
    nodes = words_of(drawn, "node")
    for word in (f"1{first}", f"2{second}"):
        assert " ".join(shown(word).split()) in nodes
    assert len(graph.nodes) == len(nodes)
    assert len(graph.links) + len(graph.jumps) == len(words_of(drawn, "edge"))


@given(WORD, WORD)
def test_no_word_of_a_log_breaks_out_of_mermaid(first, second):
    """Whatever a log tells, each line is of a known form."""
    lines = to_mermaid(graph_of(SMS, counts_of(first, second))).split("\n")[4:-1]
    assert not [each for each in lines if not re.fullmatch(MERMAID, each)]


@pytest.fixture
def log(tmp_path):
    """A log with a jump that no life explains, and a status full of syntax."""
    statuses = ["submitted", "delivered", "rejected", '"]; x -> y [label=<b>\u202e']
    records = (callback(status, second) for second, status in enumerate(statuses))
    return str(write_log(tmp_path / "log.jsonl", records))


@pytest.mark.parametrize("suffix", [".svg", ".png", ".dot", ".mmd"])
def test_a_log_with_errors_is_drawn(tmp_path, log, suffix):
    target = tmp_path / f"drawn{suffix}"
    result = diagram("vonage/sms", "--log", log, "-o", str(target))
    assert (0, "") == (result.exit_code, result.output)
    assert target.stat().st_size > 500


def test_logs_add_up(log):
    once, twice = (diagram("vonage/sms", *["--log", log] * times).output for times in (1, 2))
    assert "ILLEGAL ×1" in once
    assert "ILLEGAL" in twice


def test_a_family_is_drawn_with_a_log(log):
    result = diagram("vonage", "--log", log, "--format", "dot")
    assert 0 == result.exit_code
    assert "only sms" in result.output


@pytest.mark.parametrize("text", ["", "{}\n", "not json\n"])
def test_a_log_that_tells_nothing_is_exit_3_and_draws_nothing(tmp_path, text):
    (tmp_path / "log.jsonl").write_text(text)
    target = tmp_path / "drawn.dot"
    result = diagram("vonage/sms", "--log", str(tmp_path / "log.jsonl"), "-o", str(target))
    assert 3 == result.exit_code
    assert "log.jsonl: " in result.output
    assert not target.exists()


def test_one_bad_log_among_several_is_exit_3_and_the_rest_is_drawn(tmp_path, log):
    missing = str(tmp_path / "missing.jsonl")
    result = diagram("vonage/sms", "--log", log, "--log", missing)
    assert 3 == result.exit_code
    assert "stateDiagram-v2" in result.output


def test_a_log_of_another_lifecycle_is_said_so(log):
    result = diagram("vonage/rcs", "--log", log)
    assert 0 == result.exit_code
    assert "the log tells nothing of vonage/rcs" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["vonage", "-o", "x.scxml"], "one machine, not a family"),
        (["vonage/sms", "-o", "LOG", "--log", "LOG"], "would be overwritten"),
        (["vonage/sms", "-o", "x.scxml", "--log", "LOG"], "not what a log did"),
        (["vonage/sms", "--log", "-", "--log", "-"], "only once"),
        (["vonage/sms", "--log", "LOG", "--since", "noon"], "noon"),
        (["vonage/smss"], "did you mean"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(log, arguments, words):
    result = diagram(*(log if each == "LOG" else each for each in arguments))
    assert 2 == result.exit_code
    assert words in result.output
    assert 1 == result.output.count("\n")


@pytest.mark.parametrize("name", ["vonage", "vonage/*", "vonage/messages"])
def test_a_provider_and_a_family_are_drawn_as_one(name):
    assert "not sms, mms" in diagram(name).output
