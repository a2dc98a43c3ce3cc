"""The kinds of edits by which an observation is explained, as reports name them."""

from __future__ import annotations

from typing import Literal

Kind = Literal["step", "repeat", "late", "behind", "split", "deny"]
"""A step along edges; the same status again; told late; announced behind a poll; another part of
the message; or denied, since no life explains it.
"""
