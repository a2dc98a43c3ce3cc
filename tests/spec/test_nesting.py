"""Lifecycle files that nest without end: refused in words, whatever parses them."""

import pytest
from msglife.spec import SpecError, load_file

DEEP = 200_000


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * DEEP,
        "a = " + "[" * DEEP + "]" * DEEP,
        "a = " + "{a = " * DEEP,
        "a = " + "[{a = " * DEEP,
        "a" + ".a" * DEEP + " = 1",
        "[a" + ".a" * DEEP + "]",
        "[[a" + ".a" * DEEP + "]]",
    ],
    ids=["open", "closed", "tables", "mixed", "key", "header", "array"],
)
def test_a_deep_file_is_refused(tmp_path, text):
    """A compiled parser must not run out of the process's stack."""
    file = tmp_path / "deep.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_file(file)
    assert f"{file}: expected TOML that is less deeply nested" == str(caught.value)
