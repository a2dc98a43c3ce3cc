"""Nested YAML is scanned as PyYAML does, in steps that do not grow with its depth."""

from __future__ import annotations

import sys

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msglife.conformance.reading.plain_yaml import _Loader

PARTS = ["a", "b: ", "- ", "[", "]", "{", "}", ",", ": ", "? ", "\n", "\n  ", "'x'", "&a ", "*a"]


def tokens(loader, data):
    """Each token with its place, or the words of the error it ends with."""
    found = []
    try:
        scanner = loader(data)
        while (token := scanner.get_token()) is not None:
            found.append((type(token), getattr(token, "value", None), token.start_mark.index))
    except yaml.YAMLError as error:
        found.append(str(error))
    return found


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*PARTS, "|\n", "x" * 1_100]), max_size=25).map("".join))
@example("[" * 1_100 + ": a")
@example("a\nb: c")
def test_the_tokens_are_the_same(text):
    assert tokens(yaml.SafeLoader, text.encode()) == tokens(_Loader, text.encode())


def lines_run(depth):
    """How many lines of code the search for possible keys takes."""
    count = 0
    watched = {
        _Loader.stale_possible_simple_keys.__code__,
        _Loader.next_possible_simple_key.__code__,
    }

    def tracing(frame, event, _):
        nonlocal count
        if frame.f_code not in watched:
            return None
        count += event == "line"
        return tracing

    before = sys.gettrace()
    sys.settrace(tracing)
    try:
        tokens(_Loader, b"[" * depth + b"]" * depth)
    finally:
        sys.settrace(before)
    return count


def test_depth_costs_by_its_length():
    assert 0 < lines_run(800) < 5 * lines_run(200)
