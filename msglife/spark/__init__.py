"""A log on a cluster, judged by Spark where it lies: what is said of it is what one machine says.

It needs ``pip install 'msglife[spark]'`` where the driver and where the executors run.
"""

from __future__ import annotations

from ..conformance.arrow.packages import MissingPackage

try:
    import pyspark  # noqa: F401 # what follows needs it
except ModuleNotFoundError:
    raise MissingPackage("pyspark", "checking with Spark", "spark") from None

from .batch import Checked, check
from .stream import stream

__all__ = ["Checked", "check", "stream"]
