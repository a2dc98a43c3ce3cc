"""A log on a cluster, judged by Spark where it lies: what is said of it is what one machine says.

It needs ``pip install 'msglife[spark]'`` where the driver and where the executors run, and Java.
"""

from __future__ import annotations

import os
import shutil
import warnings

from ..conformance.arrow.packages import MissingPackage

try:
    import pyspark
except ModuleNotFoundError:
    raise MissingPackage("pyspark", "checking with Spark", "spark") from None

from .batch import Checked, check
from .stream import stream

__all__ = ["Checked", "check", "stream"]

_HAVE_JAVA = ("JAVA_HOME", "SPARK_REMOTE")
"""What says where Java is, or that it is another machine's."""

# Whoever has no Java finds out when a session is made, from a long traceback that is not ours.
if not (
    shutil.which("java")
    or any(map(os.environ.get, _HAVE_JAVA))
    or pyspark.TaskContext.get() is not None  # this is an executor: its Java is running
):
    warnings.warn(
        "Spark needs Java 17 or later: there is no program called java, and JAVA_HOME is not set",
        RuntimeWarning,
        stacklevel=2,
    )
