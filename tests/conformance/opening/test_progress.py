"""Progress: what is told, and what is taken back."""

from msglife.conformance.opening.progress import Retractable


def test_what_was_told_is_taken_back():
    told = []
    progress = Retractable(lambda *each: told.append(each))
    progress(3, 40)
    progress(1, 0)
    progress.retract()
    progress.retract()
    assert told == [(3, 40), (1, 0), (-4, -40)]


def test_nobody_needs_to_listen():
    progress = Retractable(None)
    progress(3, 40)
    assert progress.retract() is None
