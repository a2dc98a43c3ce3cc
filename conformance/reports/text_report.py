"""The report for people: findings by message, then what it comes to.

The layout is made once, as lines of styled parts, and written plainly here; a terminal gets
the same lines in colour, wrapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ...spec import START
from ..results.codes import CODES
from ..results.finding import Finding, Place
from ..results.masking import plain
from ..results.report import MessageReport, Report
from .grouping import Group, Tally, group_findings, tallies

_LONGEST: Final = 4_000
_LONGEST_KEY: Final = 200
_RELATED: Final = 5
_STYLES: Final = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_VERDICTS: Final = {"violates": "bold red", "undecided": "magenta", "tolerated": "yellow"}


class Part(NamedTuple):
    """A piece of a line, in one style."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """A line of the report: its parts, how far it is indented, and what leads it."""

    parts: tuple[Part, ...] = ()
    indent: int = 0
    lead: tuple[Part, ...] = ()


def to_text(report: Report, *, show_info: bool = False) -> str:
    """Return a report as plain text.

    Args:
        report: the report.
        show_info: list the findings of severity info, too, which are only counted otherwise.
    """
    return "".join(text_pieces(report, show_info=show_info))


def text_pieces(report: Report, *, show_info: bool = False) -> Iterator[str]:
    """Yield the lines of a report as plain text.

    Args:
        report: the report.
        show_info: list the findings of severity info, too, which are only counted otherwise.
    """
    for line in layout(report, show_info=show_info):
        yield f"{' ' * line.indent}{_bare(line)}".rstrip() + "\n"


def layout(report: Report, *, show_info: bool = False) -> Iterator[Line]:
    """Lay a report out in lines."""
    for log in report.logs:
        if log.found:
            yield _led((f"{_safe(log.path)}: ", "dim"), _safe(log.found))
            yield Line()
    for group in group_findings(report, show_info=show_info):
        yield from _group(group)
        yield Line()
    for log in report.problems:
        yield _led(("not judged: ", "bold red"), f"{_safe(log.path)}: {_safe(log.problem)}")
        yield Line()
    yield from _totals(report)
    yield from _found(report, show_info)


def _group(group: Group) -> Iterator[Line]:
    yield _header(group)
    told = _collapsed(group.findings)
    places = [_place(alike[0]) for alike in told]
    width = max(map(len, places), default=0)
    for place, alike in zip(places, told, strict=True):
        yield from _finding(alike[0], place.ljust(width), _also(alike))
    for explanation in group.explanations:
        yield _led(("life: ", "dim"), _safe(explanation), indent=2)
    for (basis, cite), codes in group.grounds.items():
        cited = _safe(_shortened(cite))
        words = f"{basis}: {cited}" if basis else cited
        yield _led((f"{', '.join(codes)} ", "dim"), words, "dim", indent=2)
    for child in group.children:
        header, *rest = _group(child)
        yield header._replace(lead=(Part("└ ", "dim"),), indent=header.indent + 2)
        yield from (line._replace(indent=line.indent + 2) for line in rest)


def _shortened(cite: str) -> str:
    """Name a document once where several places in it are cited.

    >>> _shortened("Guide, Status; Guide, Errors; API, Events")
    'Guide, Status; Errors; API, Events'
    """
    title = ""
    places = []
    for place in cite.split("; "):
        places.append(place.removeprefix(title) if title else place)
        title = title if title and place.startswith(title) else f"{place.partition(', ')[0]}, "
    return "; ".join(places)


def _header(group: Group) -> Line:
    if not group.key:
        return _line((_safe(group.file), "bold underline"))
    name = Part(f"{group.lifecycle} " if group.lifecycle else "", "bold")
    key = Part(plain(group.key, _LONGEST_KEY), "bold underline")
    if group.message is None:
        return Line((name, key))
    verdict = group.message.verdict
    told = (Part("  "), Part(verdict, _VERDICTS.get(verdict, "")), _end(group.message))
    return Line((name, key, *told, _under(group)))


def _under(group: Group) -> Part:
    """How many messages belong to the group's, with their verdicts."""
    total = sum(group.verdicts.values())
    counts = ", ".join(f"{count} {verdict}" for verdict, count in group.verdicts.items())
    return Part(f", {_numbered(total, 'message')}: {counts}" if total else "")


def _end(message: MessageReport) -> Part:
    if message.last == START:
        return Part(", no legal status yet")
    return Part(f", last {_safe(message.last)}{' (final)' if message.final else ''}")


def _collapsed(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings, those together that say the same of records that tell of no message."""
    found: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        alike = (finding.code, finding.severity, finding.message) if not finding.about else number
        found.setdefault(alike, []).append(finding)
    return list(found.values())


def _also(alike: Sequence[Finding]) -> str:
    """How often the same is said, and where else."""
    if len(alike) == 1:
        return ""
    here = alike[0].place.file
    others = [each.place for each in alike[1:]]
    shown = ", ".join(_other(place, here) for place in others[:_RELATED])
    more = len(others) - _RELATED
    return f" (×{len(alike)}: also {shown}{f' and {more} more' if more > 0 else ''})"


def _finding(finding: Finding, place: str, also: str = "") -> Iterator[Line]:
    rule = f" [{_safe(finding.rule)}]" if finding.rule else ""
    severity = finding.severity
    lead = (
        Part(f"{place}  "),
        Part(f"{severity:<7}  ", _STYLES[severity]),
        Part(f"{finding.code}  ", "bold"),
    )
    yield Line((Part(f"{_safe(finding.message)}{rule}{_related(finding)}{also}"),), 2, lead)
    if finding.expected:
        names = _safe(", ".join(finding.expected))
        yield _led(("expected next: ", "dim"), names, "green", indent=4)


def _place(finding: Finding) -> str:
    """Where a finding stands; a damaged file has no record to point at."""
    place = finding.place
    return _safe(place.file if finding.code == "LOGS005" and not place.line else str(place))


def _related(finding: Finding) -> str:
    if not finding.related:
        return ""
    here = finding.place.file
    shown = ", ".join(_other(place, here) for place in finding.related[:_RELATED])
    more = len(finding.related) - _RELATED
    return f" (see {shown}{f' and {more} more' if more > 0 else ''})"


def _other(place: Place, here: str) -> str:
    if place.file != here:
        return _safe(str(place))
    if place.pointer:
        return _safe(place.pointer)
    if place.row:
        return f"row {_safe(place.row)}"
    return f"line {place.line}" if place.line else f"record {place.record}"


def _totals(report: Report) -> Iterator[Line]:
    logs = report.logs
    records, used = sum(log.records for log in logs), sum(log.used for log in logs)
    ignored, unread = sum(log.ignored for log in logs), sum(log.unread for log in logs)
    yield _row("records", f"{records} = {used} used + {ignored} ignored + {unread} unread")
    known = "; ".join(log.known for log in logs if log.known)
    if known:
        yield _row("", f"known traffic, which tells no status: {_safe(known)}")
    yield _row("observations", str(report.observations))
    verdicts = [f"{count} {name}" for name, count in report.verdicts.items() if count]
    told = f": {', '.join(verdicts)}" if verdicts else ""
    yield _row("messages", f"{len(report.messages)}{told}")
    if report.released:
        yield _row("", f"{report.released} of them judged before the log's end, to bound memory")


def _found(report: Report, show_info: bool) -> Iterator[Line]:
    findings = report.findings
    counts = Counter(finding.severity for finding in findings)
    told = [_numbered(counts[name], name) for name in ("error", "warning")]
    told.append(f"{counts['info']} info")
    yield _row("findings", f"{len(findings)}: {', '.join(told)}" if findings else "none")
    table = list(tallies(findings))
    width = max((len(str(each.total)) for each in table), default=0)
    for each in table:
        yield _tally(each, width)
    counted = [each for each in table if each.severities["info"]]
    if counted and not show_info:
        yield from _only_counted(counted)
    if table:
        gravest = max(table, key=lambda each: (each.severities["error"], each.total)).code
        yield _line((f"msglife explain {gravest}", "bold"), (" tells what a code means", "dim"))
        lifecycles = (each.lifecycle for each in findings if each.code == gravest)
        if lifecycle := next(filter(None, lifecycles), ""):
            command = f"msglife show {_safe(lifecycle)}"
            yield _line((command, "bold"), (" tells what is documented", "dim"))


def _tally(each: Tally, width: int) -> Line:
    mixed = ", ".join(f"{count} {name}" for name, count in each.severities.items())
    aside = f" ({mixed})" if len(each.severities) > 1 else ""
    title = CODES[each.code].title if each.code in CODES else ""
    lead = (
        Part(f"{each.total:>{width}}  "),
        Part(f"{each.gravest:<7}  ", _STYLES[each.gravest]),
        Part(f"{each.code}  ", "bold"),
    )
    return Line((Part(f"{title}{aside}"),), 2, lead)


def _only_counted(table: Iterable[Tally]) -> Iterator[Line]:
    told = list(table)
    total = sum(each.severities["info"] for each in told)
    codes = ",".join(each.code for each in told)
    counted = _numbered(total, "info finding")
    yield _line((f"{counted} only counted; list with ", "dim"), (f"--select {codes}", "bold"))


def _numbered(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _row(name: str, value: str) -> Line:
    return _led((f"{name:<12}  ", "dim"), value)


def _line(*parts: tuple[str, str], indent: int = 0) -> Line:
    return Line(tuple(Part(text, style) for text, style in parts), indent)


def _led(lead: tuple[str, str], text: str, style: str = "", indent: int = 0) -> Line:
    return Line((Part(text, style),), indent, (Part(*lead),))


def _bare(line: Line) -> str:
    return "".join(part.text for part in (*line.lead, *line.parts))


def _safe(text: str) -> str:
    return plain(text, _LONGEST)
