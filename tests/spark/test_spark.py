"""Spark says of a log what one machine says; by processes of its own, the longer test."""

import json

import pyarrow as pa
import pyarrow.parquet
import pytest

from msglife import BadOption
from support.callbacks import KEY, callback
from support.checkout import ROOT
from support.commands import run_python
from support.documents import code_blocks
from support.parts import EXAMPLES, assert_as_one, generated, lines_of, rows_of, table_of, without
from support.sparks import CLUSTER, ENVIRONMENT, LACKING, LOCAL, session

pytestmark = [
    pytest.mark.slow,  # a JVM takes long to start, and a minute for the first test
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
    # It says that not all of it knows this pandas yet, and closes its sockets late.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """It runs on this machine, writes nowhere else, and divides little data into few parts."""
    few = "--conf spark.sql.shuffle.partitions=2 pyspark-shell"
    own = {"SPARK_WORKER_DIR": str(tmp_path), "PYSPARK_SUBMIT_ARGS": few}
    for name, value in (ENVIRONMENT | own).items():
        monkeypatch.setenv(name, value)


EVERY = [line for path in EXAMPLES for line in lines_of(path)]


def without_parents(lines):
    """Every other record does not name what its message belongs to."""
    for number, line in enumerate(lines):
        named = number % 2 and "message_request_id" in line
        yield json.dumps(without("message_request_id", json.loads(line))) if named else line


def checked(df, **options):
    from msglife import spark

    findings, messages, summary = spark.check(df, payload="payload", place="place", **options)
    [told] = summary.toArrow().to_pylist()
    return rows_of([findings.toArrow()]), rows_of([messages.toArrow()]), told


def test_one_machine_and_spark(tmp_path):
    """Examples of all lifecycles, in no order, and families that not all records name."""
    table = table_of(list(without_parents(EVERY)))
    with session(LOCAL, tmp_path) as spark:
        df = spark.createDataFrame(table).repartition(3)
        assert_as_one(table, checked(df, final_within="1h"), final_within="1h")
        wrong = [{"payload": "body", "place": "place"}, {"payload": "payload", "place": "id"}]
        from msglife.spark import check

        for names in (*wrong, {"payload": "payload"}, {"payload": "payload", "received_at": "at"}):
            with pytest.raises(BadOption, match="column"):
                check(df, **names)
        none = checked(df.where("place < 0"))
        assert (not none[0], not none[1], none[2]["records"]) == (True, True, 0)


def killing(flag):
    """What kills the executor that reads a batch, once."""

    def read(batches):  # it is sent to the executors as it is: they know no tests
        import os
        import signal
        from pathlib import Path

        for batch in batches:
            if not Path(flag).exists():
                Path(flag).touch()
                parents = Path(f"/proc/{os.getppid()}/status").read_text().split("PPid:\t")[1]
                os.kill(int(parents.split()[0]), signal.SIGKILL)
            yield batch

    return read


def test_executors_that_are_killed(tmp_path):
    """Made-up logs with faults and relations; an executor dies on the way."""
    lines = [
        line
        for name in ("scg/message", "vonage/sms", "whatsapp_cloud/message")
        for line in generated(tmp_path / "log", name, 500)
    ]
    table = table_of(list(without_parents(lines)))
    with session(CLUSTER, tmp_path) as spark:
        for partitions in (1, 7):
            spark.conf.set("spark.sql.shuffle.partitions", partitions)
            df = spark.createDataFrame(table).repartition(5)
            flag = tmp_path / f"killed {partitions}"
            dying = df.mapInArrow(killing(str(flag)), df.schema)
            assert_as_one(table, checked(dying))
            assert flag.exists()


def test_structs_and_times(tmp_path):
    """A payload may be a struct; the time of reception may name and order rows."""
    from msglife.spark import check

    sent = [callback("delivered", 5), callback("submitted")]
    with session(LOCAL, tmp_path) as spark:
        rows = [(f"2026-03-01 10:00:0{9 - number}", each) for number, each in enumerate(sent)]
        df = spark.createDataFrame(rows, "at string, `the payload` map<string,string>")
        df = df.selectExpr("cast(at as timestamp) at", "to_json(`the payload`) `the payload`")
        found = check(df, payload="the payload", received_at="at", complete=True)
        assert [("conforms",)] == found.messages.select("verdict").collect()
        assert not found.findings.count()


def test_the_guide(tmp_path):
    """From Parquet in a lake to findings, as it is written there."""
    guide = ROOT / "docs" / "guide" / "spark.md"
    shown, *_ = code_blocks(guide.read_text(encoding="utf-8"), "python")
    sent = [callback("delivered", 5), callback("rejected", 9)]
    times = ["2026-03-01T10:00:06Z", "2026-03-01T10:00:10Z"]
    table = pa.table({"id": [1, 2], "received_at": times, "body": list(map(json.dumps, sent))})
    (tmp_path / "callbacks").mkdir()
    pyarrow.parquet.write_table(table, tmp_path / "callbacks" / "part.parquet")
    done = run_python(shown, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "records      | 2" in done.stdout
    found = pyarrow.parquet.read_table(tmp_path / "findings")
    assert {"LIFE005", "DELV003"} <= set(found["code"].to_pylist())


KAFKA = {
    'readStream.format("kafka").options(**kafka, subscribe="callbacks").load()': (
        "readStream.schema('value string, timestamp timestamp, partition int, offset bigint')"
        '.json("callbacks")'
    ),
    'writeStream.format("kafka")': 'writeStream.format("json").trigger(availableNow=True)',
    'option("topic", "alerts").start()': 'start("alerts")',
}
"""What stands in the guide, and folders in the place of topics: there is no broker here."""


def test_the_guide_to_streams(tmp_path):
    """From Kafka to alerts, as it is written there, but from a folder to a folder."""
    guide = ROOT / "docs" / "guide" / "spark.md"
    _, shown, *_ = code_blocks(guide.read_text(encoding="utf-8"), "python")
    for words, instead in KAFKA.items():
        assert words in shown
        shown = shown.replace(words, instead)
    rows = [
        {"value": json.dumps(each), "timestamp": f"2026-03-01T10:00:0{number}Z"}
        | {"partition": 3, "offset": 9 + number}
        for number, each in enumerate([callback("delivered", 5), callback("rejected", 9)])
    ]
    (tmp_path / "callbacks").mkdir()
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "callbacks" / "0.json").write_text(text, encoding="utf-8")
    done = run_python(shown, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    files = (tmp_path / "alerts").glob("*.json")
    alerts = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    told = [json.loads(each["value"]) for each in alerts]
    assert {"LIFE005", "RULE001"} == {each["code"] for each in told}
    assert {"0003/000000000010"} == {each["row"] for each in told}
    assert {KEY} == {each["key"] for each in alerts}
