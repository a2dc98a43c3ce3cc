"""The Markdown report: what a CI job shows on its page, short enough for any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..results.codes import CODES
from ..results.finding import RANK, Finding
from ..results.masking import plain
from ..results.report import Report
from .file_names import from_here
from .grouping import Tally, tallies

LIMIT: Final = 2**20
"""Bytes that GitHub shows of one step's summary; a larger one is dropped whole."""

_RESERVED: Final = 2_000
"""Bytes kept for the last words."""

_MARKUP: Final = re.compile(r"""(?i)[!"#$%&*<=>?@[\\\]^_`{|}~]|:(?! )|(?<=www)\.""")
"""Marks that can be markup, or make a link, somewhere within a line."""

_ROWS: Final = 20
_LONGEST: Final = 400
_LONGEST_KEY: Final = 100
_VERDICTS: Final = {
    "violates": "no documented life explains it",
    "undecided": "the data cannot tell",
    "tolerated": "legal, with something late, missed or odd",
    "open": "legal so far, without an end",
    "conforms": "a documented life",
}


def markdown_pieces(
    report: Report, *, show_info: bool = False, limit: int = LIMIT
) -> Iterator[str]:
    """Yield a report as Markdown (GitHub's), the gravest codes first.

    Args:
        report: the report.
        show_info: list findings of severity info, too, which are only counted otherwise.
        limit: bytes it may be long, in UTF-8.
    """
    left = limit - _RESERVED
    for part in _parts(report, show_info):
        left -= len(part.encode())
        if left < 0:
            yield "\n\n*Shortened: the rest stands in the other reports.*\n"
            break
        yield part


def _parts(report: Report, show_info: bool) -> Iterator[str]:
    """The report in pieces, between any two of which it may be cut."""
    yield _headline(report)
    yield from _table(
        ("verdict", "messages", "it says"),
        [(name, f"{count:,}", _VERDICTS[name]) for name, count in report.verdicts.items()],
    )
    yield from _table(
        ("log", "records", "used", "ignored", "unread", "problem"),
        [
            (
                _code(from_here(log.path)),
                *(f"{count:,}" for count in (log.records, log.used, log.ignored, log.unread)),
                _text(log.problem),
            )
            for log in report.logs
        ],
    )
    if not report.findings:
        yield "\nNothing was found.\n"
    if report.known:
        yield f"\n{report.known:,} more {_plural('finding', report.known)} known by the baseline.\n"
    by_code: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_code.setdefault(finding.code, []).append(finding)
    for tally in sorted(tallies(report.findings), key=_gravity):
        yield from _section(tally, by_code[tally.code], show_info)


def _headline(report: Report) -> str:
    total, wrong = len(report.messages), report.verdicts["violates"]
    if any(True for _ in report.problems):
        told = "a log could not be judged"
    elif wrong:
        told = f"{wrong:,} of {total:,} {_plural('message', total)} had an illegal life or payload"
    else:
        told = f"{total:,} {_plural('message', total)}, none with an illegal life or payload"
    return f"## msglife: {told}\n"


def _gravity(tally: Tally) -> tuple[int, int, str]:
    return (-RANK[tally.gravest], -tally.total, tally.code)


def _section(tally: Tally, findings: list[Finding], show_info: bool) -> Iterator[str]:
    code = CODES.get(tally.code)
    title = f"{tally.code} {code.title}" if code else tally.code
    counts = ", ".join(_counted(count, name) for name, count in tally.severities.items())
    yield f"\n### {title} ({counts})\n"
    if code:
        yield f"\n{_text(code.what)} {_text(code.why)}\n"
    listed = [each for each in findings if show_info or each.severity != "info"]
    listed.sort(key=lambda finding: -RANK[finding.severity])
    shown = listed[:_ROWS]
    if shown:
        yield from _table(("severity", "where", "message", "what", "legal next"), map(_row, shown))
    if len(findings) > len(shown):
        yield f"\n{len(findings) - len(shown):,} more {_or_listed(shown)}\n"


def _counted(count: int, severity: str) -> str:
    return f"{count:,} {severity if severity == 'info' else _plural(severity, count)}"


def _or_listed(shown: list[Finding]) -> str:
    return "like these." if shown else "of severity info, only counted here."


def _row(finding: Finding) -> tuple[str, ...]:
    place = finding.place._replace(file=from_here(finding.place.file))
    rule = f" ({finding.rule})" if finding.rule else ""
    return (
        finding.severity,
        _code(str(place)),
        f"{_text(finding.lifecycle)} {_code(finding.key)}" if finding.key else "",
        _text(f"{finding.message}{rule}"),
        _text(", ".join(finding.expected)),
    )


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table, without the columns in which nothing stands."""
    cells = list(rows)
    full = [index for index in range(len(headings)) if any(row[index] for row in cells)]
    yield f"\n{_line(headings[index] for index in full)}{_line('---' for _ in full)}"
    for row in cells:
        yield _line(row[index] for index in full)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _code(text: str) -> str:
    """Write a name from a log as code: nothing in it is looked up, nobody is mentioned."""
    return f"<code>{_marked(plain(text, _LONGEST_KEY))}</code>" if text else ""


def _text(text: str) -> str:
    """Write words that may hold something from a log.

    >>> _text("a|b *c* @ann, www.d.e")
    'a&#124;b &#42;c&#42; <code>&#64;</code>ann, www&#46;d.e'
    """
    told = _marked(plain(text, _LONGEST))
    # Names and numbers are looked up after entities were read, but never in code.
    for mark in ("&#64;", "&#35;"):
        told = told.replace(mark, f"<code>{mark}</code>")
    return told


def _marked(text: str) -> str:
    """Write what could be markup, or become a link, as an entity: that is never read as such."""
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", text)
