"""What a measured run is told: the log, and the lifecycle as other tools need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from speed_data import PROVIDERS


@dataclass(frozen=True)
class Task:
    """What to read, and how.

    Args:
        log: the file.
        provider: whose records are in it.
        records: how many of them to read.
        jobs: how many processes or threads may work.
    """

    log: Path
    provider: str
    records: int
    jobs: int

    def lines(self) -> Iterator[bytes]:
        with self.log.open("rb") as stream:
            yield from islice(stream, self.records)


class Life:
    """What the other tools are told of a provider's lifecycle."""

    def __init__(self, provider: str) -> None:
        from msglife.conformance.generating.generator import form_of
        from msglife.spec import START, catalog

        what = PROVIDERS[provider]
        lifecycle = next(each for each in catalog() if each.id == what.lifecycle)
        form = form_of(lifecycle)
        values = {state.name: str(state.value) for state in lifecycle.states}
        self.head = what.head
        self.start = START
        self.schema = dict(form.schema)
        self.key = (*what.head, *form.key.parts)
        self.status = (*what.head, *form.status.parts)
        self.time = (*what.head, *form.time.at.parts) if form.time else ()
        if not self.time and what.capture == "envelope":
            self.time = ("received_at",)
        self.finals = [values[name] for name in lifecycle.finals]
        self.states = [START, *values.values()]
        pairs = {(values.get(each.source, START), values[each.target]) for each in lifecycle.edges}
        self.edges = sorted(pairs)


def value(record: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(record, dict) or name not in record:
            return None
        record = record[name]
    return record


Run = Callable[[], object]
