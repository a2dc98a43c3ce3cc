"""What would take without end: each is linear in what there is, or bounded."""

import gzip
import io
import zlib

import pytest
from msglife.conformance.judging.options import Options
from msglife.conformance.opening.compressed import (
    Damaged,
    TooLarge,
    Unpacked,
    unpack,
    unpacker_of,
)
from msglife.conformance.reading import documents, json_lines, read_file
from msglife.conformance.running.blanks import Blanks
from msglife.conformance.running.check import check

from support.logs import lines_of, zst

BROKEN = [
    b'{"a": nope}',
    b'{"a": "x}',
    b'{"a": [[[{',
    b'{"a": 1 "b": 2}',
    b'{"a": 1',
]


@pytest.mark.parametrize("between", [b",\n", b","])
@pytest.mark.parametrize("broken", BROKEN)
def test_broken_records_are_linear(tmp_path, monkeypatch, broken, between):
    """Python counts the lines of all it is given for each error: that is never much."""
    looked_at = []
    problem = documents._problem

    def noted(text, error):
        looked_at.append(text.position)
        return problem(text, error)

    monkeypatch.setattr(documents, "_problem", noted)
    log = tmp_path / "a.json"
    for count in (1_000, 4_000):
        looked_at.clear()
        log.write_bytes(b"[\n" + between.join([broken] * count) + b"\n]")
        records = list(read_file(str(log)))
        assert all(each.problem for each in records)
        assert max(looked_at) < 2**15


def test_blank_lines_are_bounded(tmp_path):
    """A few kilobytes of gz hold any number: what stands behind too many is not read."""
    log = tmp_path / "a.jsonl.gz"
    many = b"\n" * (json_lines.MAX_BLANK + 1)
    log.write_bytes(gzip.compress(lines_of(1) + many + lines_of(2)))
    found = [each.problem and each.problem.code for each in read_file(str(log))]
    assert [None, "LOGS006"] == found
    log.write_bytes(gzip.compress(lines_of(1) + many[:-1] + lines_of(2) + many[:-1]))
    assert [None, None] == [each.problem for each in read_file(str(log))]


@pytest.mark.parametrize("smallest", [0, 2**30], ids=["large", "small"])
def test_blank_lines_are_bounded_whichever_way(tmp_path, smallest):
    """What unpacks to nothing but blank lines is not unpacked to a file."""
    log = tmp_path / "a.jsonl.gz"
    log.write_bytes(gzip.compress(lines_of(1) + b"\n" * 2**22 + lines_of(2)))
    report = check([str(log)], Options(), smallest=smallest)
    assert ["LOGS006"] == [each.code for each in report.findings]
    assert 1 == len(report.messages)
    with pytest.raises(TooLarge):
        unpack(str(log), unpacker_of(log.read_bytes()[:4]), tmp_path / "b", 2**30)


def test_blank_lines_are_kept_as_runs():
    """A file of nothing else takes no memory; records are counted without them."""
    blanks, part = Blanks(), Blanks()
    blanks.add(range(10**6))
    part.add([0, 1, 5])
    blanks.join(part, 10**6)
    assert 3 == len(blanks._starts)
    expected = [0, 1, 10**6, 10**6 + 1, 10**6 + 2, 10**6 + 2, 10**6 + 2, 10**6 + 3]
    lines = [0, 1, 10**6, 10**6 + 1, 10**6 + 2, 10**6 + 4, 10**6 + 5, 10**6 + 9]
    assert expected == [blanks.before(line) for line in lines]


def unpacked(data):
    """What is unpacked of a file, and whether it is damaged."""
    packed = io.BufferedReader(io.BytesIO(data))
    stream = io.BufferedReader(Unpacked(packed, unpacker_of(data[:4])), 2**16)
    plain = b""
    try:
        while block := stream.read1(2**16):
            plain += block
    except Damaged:
        return plain, True
    return plain, False


@pytest.mark.parametrize("end", range(1, 9))
def test_of_a_gz_whose_last_bytes_fail_all_is_read(end):
    """Its sum and its size come after all that was packed."""
    plain = lines_of(*range(2000))
    packed = bytearray(gzip.compress(plain))
    assert (plain, False) == unpacked(bytes(packed))
    packed[-end] ^= 1
    assert (plain, True) == unpacked(bytes(packed))


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_what_stands_before_damage_is_read(place):
    """As much as zlib gives if it is asked byte by byte."""
    plain = lines_of(*range(3000))
    packed = bytearray(gzip.compress(plain))
    packed[int(len(packed) * place)] ^= 0xFF
    reader, expected = zlib.decompressobj(31), b""
    try:
        for byte in packed:
            expected += reader.decompress(bytes([byte]))
    except zlib.error:
        pass
    assert (expected, True) == unpacked(bytes(packed))


def test_of_a_zst_whose_end_fails_what_came_before_is_read():
    """In whole blocks, which are what it is packed by."""
    plain = lines_of(*range(9000))
    packed = bytearray(zst(plain))
    packed[-6] ^= 1
    found, damaged = unpacked(bytes(packed))
    assert damaged
    assert found
    assert plain.startswith(found)
