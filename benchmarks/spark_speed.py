"""A log judged by Spark, beside what Spark needs to move it, and beside one machine; in one run.

    python benchmarks/spark_speed.py [--records N] [--stream N] [--partitions N] [--rounds N]

The log lies as Parquet. Each step is run on two cores to its end, its result thrown away, and of
several rounds the quickest counts. Seconds of a processor are those of all processes together, so
that others on the machine disturb them little; they are told by Linux alone. A bare shuffle is the
same rows moved by the key of their message and sorted by their arrival; the key is read by Spark
itself. Before anything is measured, all steps are run once on a few rows: a JVM is slow at first.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import pyarrow as pa
import pyarrow.parquet
from speed_data import log_of, prepare

from support.sparks import ENVIRONMENT, LACKING, LOCAL, session

PROVIDER: Final = "vonage"
NAMES: Final = {"payload": "body", "received_at": "received_at", "place": "id"}
_FEW: Final = 2_000
_FILES: Final = 4


def lake(folder: Path, records: int, mix: str) -> Path:
    """Return a folder of Parquet files with a log, which is made if it is not there."""
    prepare(folder, [PROVIDER], [mix], [records])
    there = folder / f"{PROVIDER}-{mix}-{records}"
    if not there.exists():
        there.mkdir()
        lines = log_of(folder, PROVIDER, mix, records).read_text(encoding="utf-8").rstrip("\n")
        bodies = lines.split("\n")
        begin = datetime(2026, 3, 1, tzinfo=UTC)
        times = [begin + timedelta(milliseconds=10 * number) for number in range(len(bodies))]
        whole = pa.table(
            {
                "id": range(len(bodies)),
                "received_at": pa.array(times, pa.timestamp("us", "UTC")),
                "body": bodies,
            }
        )
        size = -(-len(bodies) // _FILES)
        for number in range(_FILES):
            part = whole.slice(number * size, size)
            pyarrow.parquet.write_table(part, there / f"{number}.parquet")
    return there


def alone(log: Path) -> Any:
    """One machine, with two processes."""
    import msglife

    return msglife.check(
        sorted(map(str, log.glob("*.parquet"))),
        payload_at="body",
        received_at="received_at",
        place_at="id",
        jobs=2,
    )


def by_key(df: Any) -> Any:
    """Rows moved by the key of their message, and sorted."""
    return df.repartition("key").sortWithinPartitions("id")


def shuffled(df: Any) -> Any:
    """The bare shuffle, in the JVM alone."""
    return by_key(df.selectExpr("*", "get_json_object(body, '$.message_uuid') AS key"))


def _through(batches: Iterable[Any]) -> Iterator[Any]:
    yield from batches


def passed(df: Any) -> Any:
    """The same, and before and after it each row passes a Python that does nothing."""
    before = df.mapInArrow(_through, df.schema)
    after = shuffled(before)
    return after.mapInArrow(_through, after.schema)


def throw(df: Any) -> None:
    """Run it to its end."""
    df.write.format("noop").mode("overwrite").save()


def judged(df: Any) -> None:
    """The whole check, all three of its DataFrames asked for."""
    from msglife import spark

    found = spark.check(df, **NAMES)
    throw(found.findings)
    throw(found.messages)
    found.summary.collect()
    df.sparkSession.catalog.clearCache()


def streamed(df: Any, log: Path, folder: str) -> dict[str, Any]:
    """Judge a log as a stream, a file in each micro-batch; return what Spark tells of its state.

    Args:
        df: the log, for its columns.
        log: its folder.
        folder: where the state may be.
    """
    from msglife import spark

    rows = df.sparkSession.readStream.schema(df.schema).option("maxFilesPerTrigger", 1)
    found = spark.stream(rows.parquet(str(log)), **NAMES)
    to = found.writeStream.format("noop").option("checkpointLocation", f"{folder}/{log.name}")
    query = to.trigger(availableNow=True).start()
    query.awaitTermination()
    [state] = query.lastProgress["stateOperators"]
    return {"families": state["numRowsTotal"], **state["customMetrics"]}


STEPS: Final[dict[str, Callable[[Any], None]]] = {
    "Spark: read": throw,
    "Spark: read, shuffle, sort": lambda df: throw(shuffled(df)),
    "Spark: the same, passing Python twice": lambda df: throw(passed(df)),
    "Spark: check": judged,
}


class Took(NamedTuple):
    """What something took: by the clock on the wall, and of all processors together."""

    seconds: float
    processors: float


def used() -> float:
    """Seconds of processors so far: of this process, the JVM, and all that these began."""
    ticks: dict[int, tuple[int, int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            told = stat.read_text().rpartition(")")[2].split()
            ticks[int(stat.parent.name)] = int(told[1]), sum(map(int, told[11:15]))
    own, total = {os.getpid()}, 0
    while own:
        total += sum(ticks[each][1] for each in own)
        own = {each for each, (parent, _) in ticks.items() if parent in own}
    return total / os.sysconf("SC_CLK_TCK")


def measured(step: Callable[[], object], rounds: int = 1) -> Took:
    """What the quickest round took."""
    found = []
    for _ in range(rounds):
        begin, before = time.perf_counter(), used()
        step()
        found.append(Took(time.perf_counter() - begin, used() - before))
    return min(found)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=500_000, help="how many are judged")
    parser.add_argument("--partitions", type=int, default=8, help="behind a shuffle")
    parser.add_argument("--rounds", type=int, default=2, help="the quickest counts")
    parser.add_argument("--stream", type=int, default=40_000, help="how many are streamed")
    parser.add_argument("--mix", choices=("sound", "faulty"), default="faulty")
    parser.add_argument("--keep", type=Path, help="a folder for logs, to use them again")
    given = parser.parse_args()
    if LACKING:
        sys.exit(LACKING)
    os.environ |= ENVIRONMENT
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        log, few = (lake(folder, count, given.mix) for count in (given.records, _FEW))
        print(f"load: {os.getloadavg()[0]:.1f}")
        took = {
            "one machine: check": measured(lambda: alone(log), given.rounds),
            "one machine: check, each message named": measured(lambda: list(alone(log).messages)),
        }
        with session(LOCAL, name, given.partitions) as running:
            for step in STEPS.values():
                step(running.read.parquet(str(few)))
            for what, step in STEPS.items():
                df = running.read.parquet(str(log))
                took[what] = measured(lambda step=step, df=df: step(df), given.rounds)  # type: ignore[misc]
            count = min(given.stream, given.records)
            small = lake(folder, count, given.mix)
            streamed(running.read.parquet(str(few)), few, name)
            states: list[dict[str, Any]] = []
            df = running.read.parquet(str(small))
            live = measured(lambda: states.append(streamed(df, small, name)))
        bare = took["Spark: read, shuffle, sort"]
        print(f"{given.records:,} records, {given.partitions} partitions, {given.mix}")
        print("| what | seconds | of a processor | µs a record | of the shuffle |")
        print("|---|---:|---:|---:|---:|")
        for what, each in took.items():
            cost, ratio = each.processors / given.records, each.processors / bare.processors
            print(
                f"| {what} | {each.seconds:.1f} | {each.processors:.1f} "
                f"| {cost * 1e6:.1f} | {ratio:.2f} |"
            )
        families, size = states[0]["families"], states[0].get("rocksdbSstFileSize", 0)
        print(
            f"Spark: stream: {count:,} records: {live.seconds:.1f} s, of a processor "
            f"{live.processors:.1f} s, {live.processors / count * 1e6:.0f} µs a record; "
            f"{families:,} families, {size / families:,.0f} bytes each on disk"
        )


if __name__ == "__main__":
    main()
