"""Rows by column: they hold what the rows hold, however they are taken apart and joined."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.table.columnar import RowTable
from msglife.conformance.table.partitions import Partitions, by_key
from msglife.conformance.table.rows import NO_COUNT, PLACE, RISING, ROW, UNTOLD

TIMES = st.sampled_from([UNTOLD, 0, 5])
COUNTS = st.lists(st.sampled_from([NO_COUNT, 0, 7]), min_size=RISING, max_size=RISING)
HASHES = st.integers(0, 3).map(lambda bits: bits << 62)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2**40),
        *(HASHES, HASHES, HASHES),
        *(TIMES, TIMES, TIMES),
        COUNTS.map(tuple) | st.just((NO_COUNT,) * RISING),
        *(st.integers(0, 9), st.integers(-2, 3)),
    ),
    max_size=6,
).map(lambda rows: np.array(rows, ROW))
NAMES = [name for name in ROW.names if name != "rising"]


def assert_same(table, rows):
    assert len(table) == len(rows)
    for name in NAMES:
        assert table[name].tolist() == rows[name].tolist()
    counts = [table[f"rising{number}"] for number in range(RISING)]
    assert np.array(counts).T.tolist() == rows["rising"].tolist()
    told = [each.tolist() for each in counts if (each != NO_COUNT).any()]
    assert [each.tolist() for each in table.rising if (each != NO_COUNT).any()] == told
    assert table.structured(PLACE).tolist() == list(zip(rows["at"], rows["line"], strict=True))
    assert_places(table.places(), rows)


def assert_places(places, rows):
    assert [places[name].tolist() for name in PLACE.names] == [
        rows[name].tolist() for name in PLACE.names
    ]


@given(ROWS)
def test_columns_in_which_nothing_is_told_take_no_room(rows):
    table = RowTable.of(rows)
    assert_same(table, rows)
    assert table.tells("time") == bool((rows["time"] != UNTOLD).any())
    assert table.tells("parent") == bool(rows["parent"].any())
    assert table.tells("at")
    assert all((each != NO_COUNT).any() for each in table.rising)
    assert table.nbytes == sum(column.nbytes for column in table.columns.values())


@given(st.lists(ROWS, max_size=4), st.randoms())
def test_tables_are_joined_and_taken_from(parts, random):
    every = np.concatenate([np.empty(0, ROW), *parts])
    table = RowTable.joined([RowTable.of(each) for each in parts])
    which = np.array(random.sample(range(len(every)), len(every) // 2), np.intp)
    assert table["at"].tolist() == every["at"].tolist()
    assert_same(RowTable.of(every).take(which), every[which])
    taken = table.take(which)
    for name in NAMES:
        assert taken[name].tolist() == every[which][name].tolist()


@given(st.lists(ROWS, max_size=4), st.sampled_from([0, 300, 10**6]), st.sampled_from([1, 4]))
def test_partitions_keep_what_they_are_given(tmp_path_factory, parts, memory, count):
    partitions = Partitions(count, memory, tmp_path_factory.mktemp("rows") / "spilled")
    for rows in parts:
        for number, some in by_key(RowTable.of(rows), count):
            partitions.add(number, some)
    every = np.concatenate([np.empty(0, ROW), *parts])
    numbers = every["key"] >> np.uint64(62) if count > 1 else np.zeros(len(every))
    for number in range(count):
        mine, loaded = every[numbers == number], partitions.load(number)
        assert len(loaded) == len(mine)
        for name in NAMES:
            assert loaded[name].tolist() == mine[name].tolist()
        partitions.drop(number)
        assert not len(partitions.load(number))
