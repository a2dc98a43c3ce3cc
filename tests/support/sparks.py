"""Spark on this machine: what it needs, and a session."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

LACKING = (
    "pyspark is not installed: pip install 'msglife[spark]'"
    if find_spec("pyspark") is None
    else "Spark needs Java 17 or later, and there is no program called java"
    if shutil.which("java") is None
    else ""
)
"""What keeps Spark from running here, in one sentence; empty if nothing does."""

LOCAL = "local[2]"
CLUSTER = "local-cluster[2,1,1024]"
"""Two executors, each a process of its own."""


ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_HOSTNAME": "localhost",  # a machine need not know its own name
    "SPARK_LOCAL_IP": "127.0.0.1",
}
"""What keeps sessions on this machine."""


@contextmanager
def session(master: str, folder: Any, partitions: int = 4) -> Iterator[Any]:
    """A session, stopped at the end.

    Args:
        master: where its tasks run.
        folder: where it may write.
        partitions: how many there are behind a shuffle.
    """
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "768m",
        "spark.local.dir": str(folder),
        "spark.sql.shuffle.partitions": partitions,
        # So many they are, though few bytes are in each.
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.sql.warehouse.dir": str(folder),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    running = builder.getOrCreate()
    running.sparkContext.setLogLevel("ERROR")
    try:
        yield running
    finally:
        running.stop()
