"""A lifecycle file drafted from recorded payloads, for an author to cite and confirm."""

from __future__ import annotations

from .draft import Draft, draft_of
from .guesses import Unguessed
from .recorded import MOST, Recorded, record_payloads
from .written import written

__all__ = ["MOST", "Draft", "Recorded", "Unguessed", "draft_of", "record_payloads", "written"]
