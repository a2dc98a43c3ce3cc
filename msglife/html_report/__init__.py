"""The report as one HTML file that needs nothing else: no network, no other file.

What is summed up is written as HTML and stands without JavaScript; findings and messages
are data in the page, and a small script draws them. Whatever a log told is escaped on its
way here and set as text there, and the page's policy lets nothing but its own script run.
"""

from __future__ import annotations

from .page import to_html
from .page_data import MESSAGES

__all__ = ["MESSAGES", "to_html"]
