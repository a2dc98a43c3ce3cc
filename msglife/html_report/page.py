"""The page: what it is made of, how large it gets, and the policy that holds it together."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..conformance import VERDICTS, Place, Report, Verdict
from ..conformance.reports.headline import counted, headline
from ..conformance.results.masking import plain
from ..conformance.results.times import format_time
from ..spec import Catalog
from .cards import Card, Cards
from .drawings import drawing_style
from .faults import faults_of
from .found import Group, OfCode, found_in
from .lifecycle_pages import lifecycle_pages
from .linking import Sources
from .summary import bar, totals

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

LOGS: Final = 200
"""Logs that are listed; of more, those that could not be judged come first."""
CARDS: Final = 2_400_000
"""Bytes of messages in a page."""
CASES: Final = 900_000
"""Bytes of findings in a page, besides those that stand with their messages."""

_LONGEST: Final = 500
_LONGEST_KEY: Final = 200


class _OfVerdict(NamedTuple):
    """The messages of one verdict that are shown, each as HTML."""

    verdict: Verdict
    total: int
    cards: list[Markup]


def to_html(report: Report, lifecycles: Catalog) -> str:
    """Return a report as one HTML page; the same report always gives the same page.

    Args:
        report: the report; its `details` are drawn, message by message.
        lifecycles: what its messages were judged by.
    """
    from markupsafe import Markup

    from .. import __version__

    sources = Sources(lifecycles)
    environment = _environment(sources)
    cards = _shown(environment.get_template("card.html"), Cards(report), CARDS)
    anchors = {card.message.id: card.anchor for card, _ in cards}
    environment.globals["anchors"] = anchors
    found = found_in(report, sources)
    style = _read("report.css") + drawing_style()
    listed = _listed(environment.get_template("pattern.html"), found.codes)
    logs = sorted(report.logs, key=lambda log: not log.problem)
    # Markup is what this package holds or has escaped itself; all else Jinja escapes.
    return environment.get_template("page.html").render(
        bar=bar,
        faults=faults_of(report),
        found=found,
        headline=headline(report),
        lifecycles=lifecycle_pages(report, lifecycles),
        listed=listed,
        logs=logs[:LOGS],
        more_logs=len(logs) - LOGS,
        policy=_policy(style),
        report=report,
        shown=_by_verdict(report, cards),
        style=Markup(style),
        totals=totals(report),
        unlisted=found.patterns - len(listed),
        verdicts=VERDICTS,
        version=__version__,
    )


def _environment(sources: Sources) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "plain": lambda text: plain(str(text), _LONGEST),
        "key": lambda text: plain(text, _LONGEST_KEY),
        "counted": counted,
        "linked": sources.linked,
        "placed": _placed,
        "time": format_time,
    }
    return environment


def _shown(template: Template, cards: Iterable[Card], room: int) -> list[tuple[Card, Markup]]:
    """Cards as HTML, as many as there is room for."""
    shown = []
    for card in cards:
        text = _rendered(template, card=card)
        room -= len(text.encode())
        if room < 0:
            break
        shown.append((card, text))
    return shown


def _listed(template: Template, codes: Iterable[OfCode]) -> dict[str, Markup]:
    """Patterns with their cases as HTML, by their anchors, as many as there is room for."""
    room = CASES
    listed: dict[str, Markup] = {}
    for group in _groups(codes):
        text = _rendered(template, group=group)
        room -= len(text.encode())
        if room >= 0:
            listed[group.anchor] = text
    return listed


def _groups(codes: Iterable[OfCode]) -> Iterable[Group]:
    return (group for code in codes for group in code.groups)


def _rendered(template: Template, **given: Any) -> Markup:
    from markupsafe import Markup

    return Markup(template.render(**given))  # its template escapes what it is given


def _by_verdict(report: Report, cards: Iterable[tuple[Card, Markup]]) -> list[_OfVerdict]:
    counts = report.verdicts
    grouped = groupby(cards, key=lambda each: each[0].message.verdict)
    return [
        _OfVerdict(verdict, counts[verdict], [text for _, text in some])
        for verdict, some in grouped
    ]


def _placed(place: Place) -> tuple[str, str]:
    """A place: the folders, and what is read in one go."""
    text = plain(str(place), _LONGEST)
    cut = text.rfind("/", 0, len(place.file)) + 1
    return text[:cut], text[cut:]


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """The content security policy: this style, an icon in the page, no script, no more."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
