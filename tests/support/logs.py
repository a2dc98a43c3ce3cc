"""Logs of callbacks that are each a whole message, and what a check finds of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msglife.conformance import Report
from msglife.conformance.opening import compressed

from support.callbacks import callback

UUID = "0e02ead2-5658-4e3b-900f-6f9ae7b7"


def whole_message(number: int, **more: Any) -> dict[str, Any]:
    """A callback that is a whole message."""
    given = {
        "to": "447700900039",
        "from": "Kiosk",
        "error": {"title": "1260", "detail": "with } and ] and , and \\ in it"},
    }
    return callback("undeliverable", number % 60, f"{UUID}{number:04x}") | given | more


def json_lines(records: Iterable[Any]) -> str:
    """Records as JSON Lines."""
    return "".join(f"{json.dumps(each)}\n" for each in records)


def write_log(path: Path, records: Iterable[Any]) -> Path:
    """Write records to a file as JSON Lines; return the file."""
    path.write_text(json_lines(records), encoding="utf-8")
    return path


def lines_of(*numbers: int) -> bytes:
    """A log of whole messages."""
    return json_lines(map(whole_message, numbers)).encode()


def keys(report: Report) -> list[int]:
    """The numbers of the messages that were judged."""
    return [int(each.key[-4:], 16) for each in report.messages]


def zst(data: bytes) -> bytes:
    """Compress by whatever reads it, too."""
    compressed.zstd_unpacker()
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return bytes(zstd.compress(data))
