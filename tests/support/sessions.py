"""Captures of whole sessions: what is asked and answered in them, and what a check finds."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from msglife.conformance import Report, check

STATUS = "https://gateway.example/api/partner-gateway/v1/messages/status/order-1?channel=SMS"
HOOK = "https://customer.example/hooks/status"
PAGE = "https://customer.example/index.html"
HTML = "<!doctype html><title>Sign in</title>"


def answer(status: str = "DELIVERED") -> str:
    body = {"customerMessageId": "order-1", "channel": "SMS", "deliveryStatus": status}
    return json.dumps(body)


def judged(data: bytes, folder: Path | None = None) -> Report:
    """Check a capture, and see that its records add up."""
    if folder is None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
            report = check(["-"])
    else:
        (folder / "capture.har").write_bytes(data)
        report = check([str(folder)])
    (log,) = report.logs
    assert log.records == log.used + log.ignored + log.unread
    assert min(log.used, log.ignored, log.unread) >= 0
    return report


def counts(report: Report) -> tuple[int, int, int]:
    (log,) = report.logs
    return log.used, log.ignored, log.unread


def found(report: Report) -> list[tuple[str, int]]:
    return [(each.code, each.place.record) for each in report.findings]


def lives(report: Report) -> list[tuple[str, str, str]]:
    return [(each.lifecycle, each.last, each.verdict) for each in report.messages]


DELIVERED = [("partner_gateway/sms", "DELIVERED", "conforms")]
PACKED = gzip.compress(answer().encode(), mtime=0)
