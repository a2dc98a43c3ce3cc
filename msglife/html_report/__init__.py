"""The report as one HTML file that needs nothing else: no network, no script, no other file.

All of it is written as HTML, what a log told escaped on its way, and the page's policy lets
nothing in but its own style.
"""

from __future__ import annotations

from .cards import MESSAGES
from .page import to_html

__all__ = ["MESSAGES", "to_html"]
