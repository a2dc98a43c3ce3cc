"""Compiled pointers read what pointers read."""

from hypothesis import given
from hypothesis import strategies as st
from msglife.spec import MISSING, Pointer, compile_pointer, compile_pointers

NAMES = st.sampled_from(["a", "b", "0", "1", "", "a~1b"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
POINTERS = st.lists(NAMES, max_size=3).map(lambda parts: Pointer("".join(f"/{it}" for it in parts)))


@given(DOCUMENTS, POINTERS)
def test_a_compiled_pointer_reads_what_the_pointer_reads(document, pointer):
    assert pointer.get(document) is compile_pointer(pointer)(document)


@given(DOCUMENTS, st.lists(POINTERS, max_size=4))
def test_several_are_read_at_once_in_their_order(document, pointers):
    """Whether all lie in one object or not."""
    expected = [id(each.get(document)) for each in pointers]
    assert expected == [id(each) for each in compile_pointers(pointers)(document)]


def test_fields_of_one_object_are_read_of_whatever_stands_there():
    read = compile_pointers([Pointer("/a/x"), Pointer("/a/0")])
    assert (7, MISSING) == read({"a": {"x": 7}})
    assert (MISSING, 8) == read({"a": [8]})
    assert (MISSING, MISSING) == read({"a": None}) == read([])
