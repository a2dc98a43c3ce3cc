"""A stream finds what one check finds, whatever dies on the way; by processes of its own."""

import json
from datetime import UTC, datetime, timedelta

import pyarrow.dataset
import pytest

from support.commands import run_python
from support.live import found_at_once, standing
from support.parts import generated, table_of
from support.sparks import CLUSTER, ENVIRONMENT, LACKING, LOCAL

pytestmark = [
    pytest.mark.slow,  # a JVM takes long to start, and each micro-batch seconds
    pytest.mark.skipif(bool(LACKING), reason=LACKING),
]

FILES = 3
WITHIN = "1h"
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)

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
    dying = rows.mapInArrow(read, rows.schema).withColumn("at", rows.at) if 0 else rows
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


@pytest.fixture
def log(tmp_path):
    """A folder with a log in files, a record a second; and it as a table with its last record,
    hours later, which is in a file of its own.
    """
    lines = [line for line in generated(tmp_path / "made", "vonage/sms", 60) if line]
    times = [BEGIN + timedelta(seconds=number) for number in range(len(lines))]
    lines += [line.replace(line[-9:-2], "later") for line in lines[:0]]
    table = table_of(lines, at=times)
    return lines, table
