"""A stream finds what one check finds, whatever dies on the way; by processes of its own."""

import json
import os
from datetime import datetime, timedelta

import pyarrow.parquet
import pytest

from support.callbacks import sms
from support.checkout import ROOT
from support.commands import run_python
from support.live import found_at_once, standing
from support.parts import generated, table_of
from support.sparks import CLUSTER, ENVIRONMENT, LACKING, LOCAL

pytestmark = [
    pytest.mark.slow,  # a JVM takes long to start, and each micro-batch a second
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
]

FILES = 3

RUN = """
import os, signal, sys
from pathlib import Path

from support.sparks import session

master, folder, deadly = sys.argv[1:]
flag = Path(folder, "killed")


def read(batches):
    for batch in batches:
        if int(deadly) in batch["place"].to_pylist() and not flag.exists():
            flag.touch()
            parents = Path(f"/proc/{os.getppid()}/status").read_text().split("PPid:\\t")[1]
            os.kill(int(parents.split()[0]), signal.SIGKILL)
        yield batch


with session(master, folder, partitions=2) as running:
    from msglife import spark

    log = running.readStream.schema("place bigint, at timestamp, payload string")
    rows = log.option("maxFilesPerTrigger", 1).json(f"{folder}/log")
    found = spark.stream(
        rows.mapInArrow(read, rows.schema),
        payload="payload",
        received_at="at",
        place="place",
        final_within="1h",
    )
    written = found.writeStream.option("checkpointLocation", f"{folder}/checkpoint")
    query = written.trigger(availableNow=True).start(f"{folder}/found", format="parquet")
    query.awaitTermination()
"""
"""A stream of files to files, in which what reads a certain row is killed, once."""


@pytest.fixture
def table(tmp_path):
    """A log, also as files in a folder; its last record is received a day after the others."""
    lines = [line for line in generated(tmp_path / "made", "vonage/sms", 40) if line]
    times = [datetime.fromisoformat(json.loads(line)["received_at"]) for line in lines]
    lines.append(json.dumps(sms("submitted")))
    table = table_of(lines, at=[*times, max(times) + timedelta(days=1)])
    folder = tmp_path / "log"
    folder.mkdir()
    size = -(-len(lines) // FILES)
    for number in range(FILES):
        rows = table.slice(number * size, size).to_pylist()
        text = "".join(json.dumps(row, default=str) + "\n" for row in rows)
        (folder / f"{number}.json").write_text(text)
    return table


def found_in(folder):
    """What was written, and stands."""
    return standing(pyarrow.parquet.read_table(folder).to_pylist())


@pytest.mark.parametrize(("master", "runs"), [(LOCAL, 2), (CLUSTER, 1)])
def test_a_stream_that_is_killed(master, runs, table, tmp_path):
    """Within a batch: the driver, and it is begun again; or an executor, and nobody notices."""
    arguments = (master, str(tmp_path), str(table.num_rows // 2))
    own = {"PYTHONPATH": str(ROOT / "tests"), "SPARK_WORKER_DIR": str(tmp_path)}
    environment = dict(os.environ) | ENVIRONMENT | own
    done = [run_python(RUN, *arguments, env=environment) for _ in range(runs)]
    assert [each.returncode == 0 for each in done] == [False, True][-runs:], done[-1].stderr
    assert (tmp_path / "killed").exists()
    wanted = found_at_once(table, how={"received_at": "at"}, final_within="1h")
    assert found_in(tmp_path / "found") == wanted
    assert any('"OPEN001"' in each for each in wanted)
