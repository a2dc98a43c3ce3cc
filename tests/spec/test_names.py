"""A name that a relation or a rule mistypes is refused, not passed over: it would never apply."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msglife.spec import SpecError, builtin_folder, catalog

import msglife

TYPOS = {
    'closes = ["CREATED"': (
        'closes = ["CRAETED"',
        "closes: there is no state 'CRAETED'",
        "CREATED",
    ),
    'closed_by = ["CANCELED"': (
        'closed_by = ["CANCELLED"',
        "belongs-to-request.closed_by: pigeon/message_request has no state 'CANCELLED'",
        "CANCELED",
    ),
    'parent_states = ["PAUSED"': (
        'parent_states = ["PAUSE"',
        "none-sent-while-paused.parent_states: pigeon/message_request has no state 'PAUSE'",
        "PAUSED",
    ),
    'parent = "pigeon/message_request"': (
        'parent = "pigeon/message_requests"',
        "there is no lifecycle 'pigeon/message_requests'",
        "pigeon/message_request",
    ),
    'excluded = ["TEST"': ('excluded = ["TESTS"', "excluded: there is no state 'TESTS'", "TEST"),
    'parent_states = ["SUBMITTED", "ACCEPTED", "REJECTED"]\n': (
        'parent_states = ["SUBMITTED", "ACCEPTED", "REJECT"]\n',
        "sent-after-preparing.parent_states: pigeon/message_request has no state 'REJECT'",
        "REJECTED",
    ),
    '[[relations.counts]]\nfield = "/sent_count"\nstates = ["SENT"': (
        '[[relations.counts]]\nfield = "/sent_count"\nstates = ["SEND"',
        "counts[0].states: there is no state 'SEND'",
        "SENT",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lifecycles whose relations speak of another file, copied to a provider of its own."""
    copied = tmp_path / "pigeon"
    shutil.copytree(builtin_folder() / "scg", copied)
    for file in copied.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('"scg/', '"pigeon/')
        file.write_text(text.replace('provider = "scg"', 'provider = "pigeon"'), encoding="utf-8")
    return copied


def test_what_is_spelt_right_is_taken(folder: Path):
    assert "pigeon/message" in catalog((folder,)).ids


@pytest.mark.parametrize("right", TYPOS)
def test_a_typo_is_refused(right: str, folder: Path):
    wrong, expected, meant = TYPOS[right]
    file = folder / "message.toml"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(SpecError) as refused:
        catalog((folder,))
    assert str(refused.value).startswith(f"{file}: relations")
    assert expected in str(refused.value)
    assert "did you mean" in str(refused.value)
    assert meant in str(refused.value)


def test_a_count_says_which_of_its_states_is_mistyped(folder: Path):
    file = folder / "message.toml"
    text = file.read_text(encoding="utf-8")
    head, mark, tail = text.partition("\nuncounted = [")
    file.write_text(f'{head}{mark}"CREATEDD", {tail}', encoding="utf-8")
    with pytest.raises(SpecError, match=r"counts\[0\]\.uncounted: there is no state 'CREATEDD'"):
        catalog((folder,))


def test_a_rule_of_a_mistyped_state_is_refused(folder: Path):
    file = folder / "message.toml"
    rule = '\n[[rules]]\nid = "never"\nkind = "requires"\nsays = "…"\nfields = ["/id"]\n'
    rule += 'states = ["DELIVRED"]\nbasis = "implied"\ncite = "states: Message example"\n'
    file.write_text(file.read_text(encoding="utf-8") + rule, encoding="utf-8")
    with pytest.raises(SpecError, match="states: there is no state 'DELIVRED'; did you mean"):
        msglife.check([{}], specs=[folder])
