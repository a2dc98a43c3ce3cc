"""Try your handler: your application receives callbacks, and what it believes is compared.

What is played is legal: lives as the provider documents them, of several messages at once. Their
callbacks arrive interleaved, late, repeated, or not at all, and now and then with a status nobody
documents. After each delivery the application must believe what can be known by then.
"""

from __future__ import annotations

from .asynchronous import acheck_handler
from .check import check_handler, handler_machine
from .http import HttpHandler, http_handler
from .trial import Delivered, Handler, HandlerFailure

__all__ = [
    "Delivered",
    "Handler",
    "HandlerFailure",
    "HttpHandler",
    "acheck_handler",
    "check_handler",
    "handler_machine",
    "http_handler",
]
