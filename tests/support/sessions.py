"""Captures of whole sessions: what is asked and answered in them, and what a check finds."""

from __future__ import annotations

import gzip
import json

from msglife.conformance import Report

STATUS = "https://gateway.example/api/partner-gateway/v1/messages/status/order-1?channel=SMS"
HOOK = "https://customer.example/hooks/status"
PAGE = "https://customer.example/index.html"
HTML = "<!doctype html><title>Sign in</title>"


def answer(status: str = "DELIVERED") -> str:
    """What a partner gateway answers when it is asked for a status."""
    body = {"customerMessageId": "order-1", "channel": "SMS", "deliveryStatus": status}
    return json.dumps(body)


def counts(report: Report) -> tuple[int, int, int]:
    """How many records of the log were used, ignored and unread."""
    (log,) = report.logs
    return log.used, log.ignored, log.unread


def lives_told(report: Report) -> list[tuple[str, str, str]]:
    """Each message: its lifecycle, its last status and its verdict."""
    return [(each.lifecycle, each.last, each.verdict) for each in report.messages]


DELIVERED = [("partner_gateway/sms", "DELIVERED", "conforms")]
PACKED = gzip.compress(answer().encode(), mtime=0)
