"""Pictures of lives and of findings over time: to scale, or said not to be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import LifeDetail, ObservationDetail, Options, Place, check

from msglife.html_report.faults import BINS, faults_of
from msglife.html_report.scale import Scale, clock, round_step, words_of
from msglife.html_report.timeline import GUTTER, timeline
from support.callbacks import callback, key_of
from support.pages import report_of, sms_finding, sms_message

SECOND = 1_000_000
FIRST = 1_772_438_400 * SECOND


def observed(status="sent", received=None, time=None, **more):
    """An observation, at seconds of the log."""

    def moment(second):
        return None if second is None else FIRST + round(second * SECOND)

    given = {"polled": False, "kind": "step", "before": "start", "after": status, "missed": ()}
    given |= {"assumed": False, "copy": False, "late": False, **more}
    return ObservationDetail(Place("a.log", 1, 0), status, moment(received), moment(time), **given)


def drawn(*observations, omitted=0, final=False):
    """The picture of a life."""
    message = sms_message("k", final=final)
    return timeline(LifeDetail(message, observations, tuple(range(len(observations))), omitted))


SCALES = {
    "arrivals": ([(0, None), (10, None), (40, None)], ["arrived"], "40 s in all, drawn to scale."),
    "event times": ([(None, 0), (None, 7_200)], ["happened"], "2 h in all, drawn to scale."),
    "both": ([(5, 0), (6, 4)], ["arrived", "happened"], "6 s in all, drawn to scale."),
    "some have a time": ([(0, None), (None, None), (9, 1)], ["arrived", "happened"], "to scale."),
    "none": ([(None, None), (None, None)], [], "In order, not to scale: no times are told."),
    "one moment": ([(3, None), (3, None)], [], "In order: all of it at 2026-03-02 08:00:03."),
    "one observation": ([(3, 3)], [], "In order: all of it at 2026-03-02 08:00:03."),
}


@pytest.mark.parametrize("name", SCALES)
def test_a_life_is_drawn_to_scale_or_said_not_to_be(name):
    """Each time told is a dot on its rail, as far from the first as it is later."""
    told, rails, note = SCALES[name]
    picture = drawn(*(observed(received=arrived, time=time) for arrived, time in told))
    assert rails == [each.label for each in picture.rails]
    assert picture.note.endswith(note)
    times = [each for pair in told for each in pair if each is not None] if rails else []
    assert len(times) == len(picture.dots)
    if times:
        room = picture.width - GUTTER
        far = {round((each - min(times)) / (max(times) - min(times)), 2) for each in times}
        left, right = (end(dot.x for dot in picture.dots) for end in (min, max))
        assert right - left > room * 0.8
        assert far == {round((dot.x - left) / (right - left), 2) for dot in picture.dots}


def test_what_the_life_is_made_of_is_drawn():
    """Steps, what was passed unseen, what was denied and what is a copy; gaps are said."""
    picture = drawn(
        observed("queued", 0),
        observed("sent", 1, kind="repeat", copy=True),
        observed("read", 2, missed=("delivered",)),
        observed("failed", 3, kind="deny", before="read", after="read"),
        omitted=7,
        final=True,
    )
    assert [
        ("queued", "step", ""),
        ("sent", "again", "↻ again"),
        ("… 7 more …", "", ""),
        ("[delivered]", "missed", "never reported"),
        ("read", "step", ""),
        ("failed", "aside deny", "✕ ignored"),
    ] == [(each.text, each.kind, each.caption) for each in picture.chips]
    kinds = [each.kind for each in picture.lines]
    assert (2, 2) == (kinds.count("step"), kinds.count("head"))


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=60),
            st.none() | st.integers(-(2**55), 2**55),
            st.none() | st.integers(-(2**55), 2**55),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_everything_stays_within_the_picture(told):
    """Whatever times and statuses a log tells; and no chip meets the next."""
    picture = drawn(*(observed(status)._replace(received=a, time=b) for status, a, b in told))
    for each in (*picture.dots, *picture.ticks):
        assert GUTTER <= each.x <= picture.width
    for chip in picture.chips:
        assert GUTTER <= chip.x - chip.width / 2 < chip.x + chip.width / 2 <= picture.width
    for left, right in pairwise(picture.chips):
        assert left.x + left.width / 2 < right.x - right.width / 2
    assert len(picture.ticks) <= 6 + 1


@given(st.integers(1, 2**62), st.integers(1, 100))
def test_a_step_is_round_and_covers(span, most):
    """No more steps than asked for cover the span, and half of them would not by much."""
    step = round_step(span, most)
    assert step * most >= span
    assert words_of(step).split()[0].replace(",", "").isdigit()


def test_a_scale_marks_round_moments():
    """The first in full, the others by how much later they are."""
    ticks = Scale(FIRST, FIRST + 42 * SECOND, 0, 420).ticks(5)
    assert [("08:00:00", 0), ("+10 s", 100), ("+20 s", 200), ("+30 s", 300), ("+40 s", 400)] == [
        (each.label, each.x) for each in ticks
    ]
    assert "2026-03-02 08:00:00" == str(clock(FIRST))


def test_findings_are_counted_along_the_logs_time():
    """By severity, in steps of one length; the log's time has also what is sound in it."""
    records = [callback("delivered", second, key_of(second)) for second in range(600)]
    records[100] = callback("oops", 100, "a")
    records[101] = callback("oops", 101, "b")
    records[599] = callback("oops", 599, "c")
    faults = faults_of(check([records], Options(select=("LIFE",))))
    assert (60, "10 s") == (faults.steps, faults.step)
    assert ("2023-05-01 14:00:00", "2023-05-01 14:09:59") == (faults.first, faults.last)
    [strip] = faults.strips
    assert ("error", "3 errors", 2) == (strip.severity, strip.words, strip.most)
    assert [(10, 100), (59, 50)] == [(each.at, each.height) for each in strip.bars]
    assert "2023-05-01 14:01:40, 10 s: 2 errors" == strip.bars[0].words


def test_what_has_no_place_in_the_logs_time_is_counted():
    """No time is told of it, or one beyond the log's clock."""
    moments = (None, FIRST, FIRST + 9 * SECOND, FIRST + 10**15)
    report = report_of([], [sms_finding(moment=each) for each in moments])
    assert faults_of(report) is None
    timed = faults_of(_spanning(report, FIRST, FIRST + 10 * SECOND))
    assert (2, ["2 errors"]) == (timed.untold, [each.words for each in timed.strips])
    assert faults_of(_spanning(report_of([], []), FIRST, FIRST)) is None


@given(st.lists(st.integers(0, 2**60), min_size=1), st.integers(0, 2**60))
def test_a_strip_has_a_bar_where_anything_was_found(offsets, length):
    """However long the log is: all are counted, in no more steps than can be seen."""
    findings = [sms_finding(moment=FIRST + each) for each in offsets]
    faults = faults_of(_spanning(report_of([], findings), FIRST, FIRST + length))
    inside = [each for each in offsets if each <= length]
    assert (faults is None) == (not inside)
    if faults is not None:
        [strip] = faults.strips
        counted = [
            int(each.words.split(": ")[1].split()[0].replace(",", "")) for each in strip.bars
        ]
        assert len(inside) == sum(counted)
        assert faults.steps <= BINS + 1
        assert all(0 <= each.at < faults.steps and 0 < each.height <= 100 for each in strip.bars)


def _spanning(report, first, last):
    from dataclasses import replace

    return replace(report, span=(first, last))
