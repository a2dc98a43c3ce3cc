"""Temporary files that nothing has to remove."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO
from weakref import finalize

from .held import leads_to


class Temporary:
    """A temporary file without a name: it is gone with the last process that has it open.

    Raises:
        OSError: there is no room for one.
    """

    def __init__(self) -> None:
        self.file: IO[bytes] = TemporaryFile(buffering=0)  # noqa: SIM115 # as long as this
        path = leads_to(self.file.fileno())
        if path is None:  # there is no way to an open file but by a name
            self.file.close()
            self.file = NamedTemporaryFile(prefix="msglife-", buffering=0)  # noqa: SIM115 # the same
            path = self.file.name
        finalize(self, self.file.close)
        self.path = Path(path)
        """Leads to it from any process of this user, as long as this is there."""
