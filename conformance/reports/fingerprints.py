"""What makes a finding the same one in the next report: services that track findings ask for it."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from ..results.finding import Finding


def fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Tell a finding from others, whatever line it stands on and however it is worded.

    Args:
        finding: the finding.
        seen: how many alike came before it in the report; counted on.
    """
    place = finding.place.file
    parts = (finding.code, finding.rule, finding.lifecycle, finding.key, finding.status, place)
    told = json.dumps(parts)
    seen[told] += 1
    return sha256(f"{told}{seen[told]}".encode()).hexdigest()[:32]
