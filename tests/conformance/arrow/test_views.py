"""Tables whose texts are views, as some libraries hand them over."""

import json

import pyarrow as pa
import pytest

from support.checkout import ROOT
from support.tables import both_ways, lives
from support.ways import generated

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
PAYLOADS = BARE.read_text(encoding="utf-8").splitlines()
VIEW = pa.string_view()


def dictionary(texts):
    """Texts by their numbers in a list of views."""
    every = list(dict.fromkeys(texts))
    indices = pa.array([every.index(each) for each in texts], pa.uint32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(every, VIEW))


COLUMNS = {
    "texts": lambda texts: pa.array(texts, VIEW),
    "bytes": lambda texts: pa.array([each.encode() for each in texts], pa.binary_view()),
    "numbered": dictionary,
    "within a list": lambda texts: pa.array([[each] for each in texts], pa.list_(VIEW)),
    "within a long list": lambda texts: pa.array([[each] for each in texts], pa.large_list(VIEW)),
    "within": lambda texts: pa.array([{"a": each} for each in texts], pa.struct([("a", VIEW)])),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("prefix", ["", "INFO got "])
def test_views_are_texts(name, prefix, tmp_path):
    """Payloads in them are judged as in texts of the usual kind."""
    texts = [f"{prefix}{each}" for each in PAYLOADS]
    usual = both_ways(pa.table({"id": range(len(texts)), "payload": texts}))
    report = both_ways(pa.table({"id": range(len(texts)), "payload": COLUMNS[name](texts)}))
    assert lives(usual) == lives(report)
    assert len(texts) == report.logs[0].used


def test_forms_in_views():
    """What is no JSON is taken row by row."""
    forms = [
        "&".join(f"{name}={value}" for name, value in json.loads(each).items())
        for each in generated("jasmin/message", 4)
    ]
    report = both_ways(pa.table({"body": pa.array(forms, VIEW)}))
    assert len(forms) == report.logs[0].used
