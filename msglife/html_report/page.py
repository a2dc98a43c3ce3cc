"""The page: what is written as HTML, the data, and the policy that holds it together."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Final

from ..conformance import CODES, RANK, VERDICTS, Report
from ..conformance.reports.grouping import tallies
from ..conformance.reports.headline import counted, headline
from ..conformance.reports.patterns import digest
from ..conformance.results.masking import plain
from ..spec import Catalog
from .drawings import drawing_style
from .lifecycle_pages import lifecycle_pages
from .page_data import page_data
from .summary import bar, totals

SCRIPTS: Final = ("timeline.js", "findings.js", "messages.js", "report.js")
"""The page's script, in the order in which its files are joined."""

LOGS: Final = 200
"""Logs that are listed; of more, those that could not be judged come first."""

PATTERNS: Final = 20
"""Patterns that are listed, the gravest and then the most frequent first."""

_LONGEST: Final = 500


def to_html(report: Report, lifecycles: Catalog) -> str:
    """Return a report as one HTML page; the same report always gives the same page.

    Args:
        report: the report; its `details` are drawn, message by message.
        lifecycles: what its messages were judged by.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from .. import __version__

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plain"] = lambda text: plain(str(text), _LONGEST)
    environment.filters["counted"] = counted
    style = _read("report.css") + drawing_style()
    script = "\n".join(_read(name) for name in SCRIPTS)
    data = page_data(report)
    patterns = digest(report, show_info=True, most=0).rows
    logs = sorted(report.logs, key=lambda log: not log.problem)
    # Markup is what this package holds or has escaped itself; all else Jinja escapes.
    return environment.from_string(_read("report.html")).render(
        bar=bar,
        codes=CODES,
        data=Markup(data.json),
        headline=headline(report),
        listed=data,
        lifecycles=lifecycle_pages(report, lifecycles),
        logs=logs[:LOGS],
        more_logs=len(logs) - LOGS,
        more_patterns=len(patterns) - PATTERNS,
        patterns=patterns[:PATTERNS],
        policy=_policy(style, script),
        report=report,
        script=Markup(script),
        style=Markup(style),
        tallies=sorted(tallies(report.findings), key=lambda each: -RANK[each.gravest]),
        totals=totals(report),
        verdicts=VERDICTS,
        version=__version__,
    )


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, an icon in the page, no more."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
