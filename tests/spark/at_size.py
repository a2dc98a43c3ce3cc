"""Judge a made-up log on Spark, by processes of its own, and at once: both must say the same.

    python tests/spark/at_size.py --messages 200000 --partitions 1 7 64

Messages have faults and relatives; some records cannot be read, or hold nothing. The log is made
anew with one relative to whom an eighth of all messages belong, for the last number of partitions.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.parts import assert_as_one, rows_of, table_of
from support.relatives import log_with_relatives
from support.sparks import CLUSTER, ENVIRONMENT, LACKING, session

UNREADABLE = (None, "", "{", "[]", '{"no": "message"}', '"text"')
"""Records that tell of nothing; three of them are findings."""


def compare(running: Any, table: Any, partitions: int, folder: Path) -> str:
    """Judge a table both ways; return what was compared, in words.

    Raises:
        AssertionError: they differ.
    """
    from msglife import spark

    begin = time.perf_counter()
    running.conf.set("spark.sql.shuffle.partitions", partitions)
    log = folder / f"{partitions}.parquet"
    running.createDataFrame(table).repartition(5).write.mode("overwrite").parquet(str(log))
    found = spark.check(running.read.parquet(str(log)), payload="payload", place="place")
    told = (rows_of([each.toArrow()]) for each in (found.findings, found.messages))
    findings, messages = told
    [summary] = found.summary.toArrow().to_pylist()
    running.catalog.clearCache()
    assert_as_one(table, (findings, messages, summary))
    took = time.perf_counter() - begin
    return (
        f"{table.num_rows:,} records, {summary['messages']:,} messages, "
        f"{findings.total():,} findings: the same, {took:.0f} s"
    )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=20_000, help="how many are made")
    parser.add_argument("--partitions", type=int, nargs="+", default=[2], help="one run for each")
    parser.add_argument("--skewed", action="store_true", help="and once with a relative of many")
    parser.add_argument("--seed", type=int, default=0, help="the same, the same log")
    given = parser.parse_args()
    if LACKING:
        sys.exit(LACKING)
    os.environ |= ENVIRONMENT
    runs = [(each, False) for each in given.partitions]
    if given.skewed:
        runs.append((given.partitions[-1], True))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["SPARK_WORKER_DIR"] = name
        tables = {
            skewed: table_of(
                [*log_with_relatives(given.messages, given.seed, skewed=skewed), *UNREADABLE]
            )
            for skewed in dict.fromkeys(skewed for _, skewed in runs)
        }
        with session(CLUSTER, folder) as running:
            for partitions, skewed in runs:
                words = compare(running, tables[skewed], partitions, folder)
                how = ", an eighth of all in one family" if skewed else ""
                print(f"{partitions} partitions{how}: {words}", flush=True)


if __name__ == "__main__":
    main()
