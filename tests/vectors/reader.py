"""The reference reader of the vectors: what a runner in any language has to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """One case, and the file it stands in."""

    path: Path
    file: dict[str, Any]
    case: dict[str, Any]

    @property
    def provider(self) -> str:
        """The folder its file stands in."""
        return self.path.parent.name

    @property
    def name(self) -> str:
        """Where it stands: ``provider/file:id``."""
        return f"{self.provider}/{self.path.stem}:{self.case['id']}"

    @property
    def sources(self) -> list[str]:
        """What it cites."""
        source = self.case["source"]
        return source if isinstance(source, list) else [source]

    @property
    def records(self) -> list[Any]:
        """The log: each record is the base with its patches applied."""
        return [self._record(item) for item in self.case["records"]]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The expected messages, with the file's key and lifecycle where they name none."""
        common = {name: self.file[name] for name in ("key", "lifecycle") if name in self.file}
        return [common | message for message in self.case["expect"]["messages"]]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The expected findings."""
        return self.case["expect"]["findings"]

    @property
    def verdicts(self) -> list[str]:
        """The expected verdicts."""
        return [message["verdict"] for message in self.messages]

    def _record(self, item: Any) -> Any:
        record = self.file.get("base", {})
        for patch in item if isinstance(item, list) else [item]:
            named = self.file["patches"][patch] if isinstance(patch, str) else patch
            record = merge(record, named)
        return record


def merge(target: Any, patch: Any) -> Any:
    """Apply a JSON Merge Patch (RFC 7396) to a copy of `target`."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def files(folder: Path = HERE) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every vector file below a folder, in order."""
    for path in sorted(folder.glob("*/*.json")):
        yield path, json.loads(path.read_text(encoding="utf-8"))


def cases(folder: Path = HERE) -> list[Case]:
    """Return every case of every file."""
    return [Case(path, file, case) for path, file in files(folder) for case in file["cases"]]
