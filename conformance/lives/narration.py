"""Explanations in words: what a life was, and what is wrong with one step of it."""

from __future__ import annotations

from typing import Final

from ...machines import BEGIN, Automaton
from .edits import FOREIGN, UNKNOWN, Letter
from .explanation import Explanation, Step

_SHOWN_STEPS: Final = 40
"""A longer life is told by its beginning and its end."""


def narrate(automaton: Automaton, explanation: Explanation, told: tuple[str, ...]) -> str:
    """Tell a life in one line, in judged order.

    Args:
        automaton: the tables it was explained by.
        explanation: the explanation.
        told: the status of each observation, by its index.
    """
    words = [_step_words(automaton, step, told[step.index]) for step in explanation.steps]
    for position, step in enumerate(explanation.steps):
        if position and step.before == BEGIN and step.after != BEGIN:
            words[position] = f"; then{words[position].removeprefix(' →')}"
    if len(words) > _SHOWN_STEPS:
        half = _SHOWN_STEPS // 2
        words = [*words[:half], f" … {len(words) - 2 * half} more …", *words[-half:]]
    return "".join(words).removeprefix(" → ").removeprefix("; ")


def _step_words(automaton: Automaton, step: Step, told: str) -> str:
    names = automaton.names
    move = step.move
    if move.kind == "repeat":
        return f" ({told} again)"
    if move.kind == "late":
        return f" ({told} reported late)"
    if move.kind == "behind":
        return f" ({told} announced behind a poll)"
    if move.kind == "split":
        return f"; another part {told}"
    if move.kind == "deny":
        if step.after == step.before:
            return f"; {told}: ignored"
        cause = "no life begins so" if step.before == BEGIN else "contradicts what came before"
        return f"; {told}: {cause} (taken as true)"
    unseen = "".join(f" → [{names[state]}]" for state in move.missed + move.doubted)
    assumed = " (assumed)" if move.path and move.path.assumed else ""
    return f"{unseen} → {told}{assumed}"


def denial_code(automaton: Automaton, before: int, letter: Letter) -> str:
    """Return the code of a denied observation: exactly one, the first that fits."""
    if letter.state == UNKNOWN:
        return "LIFE001"
    if letter.state == FOREIGN:
        return "LIFE004"
    if before in automaton.finals and letter.state != before:
        return "LIFE005" if letter.state in automaton.finals else "LIFE003"
    return "LIFE002"
