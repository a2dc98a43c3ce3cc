"""The report for people: its gist, then findings by message, then the sources they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..results.finding import Place
from ..results.masking import plain
from ..results.report import MessageReport, Report
from .grouping import Group, group_findings
from .headline import counted
from .lines import LONGEST_KEY, STYLES, Line, Part, led, line_of, place_of, safe, written
from .patterns import MOST, PLACES, Listed, Row, digest
from .sources import sources_of
from .text_head import head

_VERDICTS: Final = {"violates": "bold red", "undecided": "magenta", "tolerated": "yellow"}
_NO_ADDRESSES: Final[Mapping[str, str]] = {}


def to_text(
    report: Report,
    *,
    show_info: bool = False,
    most: int = MOST,
    addresses: Mapping[str, str] = _NO_ADDRESSES,
) -> str:
    """Return a report as plain text.

    Args:
        report: the report.
        show_info: list the findings of severity info, too, which are only counted otherwise.
        most: how many findings of each pattern are listed.
        addresses: of the sources that findings rest on, by title; empty where one has none.
    """
    return "".join(text_pieces(report, show_info=show_info, most=most, addresses=addresses))


def text_pieces(
    report: Report,
    *,
    show_info: bool = False,
    most: int = MOST,
    addresses: Mapping[str, str] = _NO_ADDRESSES,
) -> Iterator[str]:
    """Yield the lines of a report as plain text; `to_text` tells of the arguments."""
    return written(layout(report, show_info=show_info, most=most, addresses=addresses))


def layout(
    report: Report,
    *,
    show_info: bool = False,
    most: int = MOST,
    addresses: Mapping[str, str] = _NO_ADDRESSES,
) -> Iterator[Line]:
    """Lay a report out in lines; `to_text` tells of the arguments."""
    rows, listed, hidden, grounds = digest(report, show_info=show_info, most=most)
    yield from head(report, rows, show_info=show_info)
    for group in group_findings(report, listed):
        yield Line()
        yield from _group(group)
    if hidden:
        yield Line()
        told = f"{counted(hidden, 'more finding')} of these patterns; list with "
        yield line_of((told, "dim"), ("--max all", "bold"))
    yield from _sources(grounds, addresses)
    yield from _hints(rows)


def _group(group: Group) -> Iterator[Line]:
    yield _header(group)
    places = [place_of(each.finding) for each in group.listed]
    width = max(map(len, places), default=0)
    for place, each in zip(places, group.listed, strict=True):
        yield from _finding(each, place.ljust(width))
    for explanation in group.explanations:
        yield led(("life: ", "dim"), safe(explanation), indent=2)
    for child in group.children:
        header, *rest = _group(child)
        yield header._replace(lead=(Part("└ ", "dim"),), indent=header.indent + 2)
        yield from (line._replace(indent=line.indent + 2) for line in rest)


def _header(group: Group) -> Line:
    if not group.key:
        return line_of((safe(group.file), "bold underline"))
    name = Part(f"{group.lifecycle} " if group.lifecycle else "", "bold")
    key = Part(plain(group.key, LONGEST_KEY), "bold underline")
    if group.message is None:
        return Line((name, key))
    verdict = group.message.verdict
    told = (Part("  "), Part(verdict, _VERDICTS.get(verdict, "")), _end(group.message))
    return Line((name, key, *told, _under(group)))


def _under(group: Group) -> Part:
    """How many messages belong to the group's, with their verdicts."""
    total = sum(group.verdicts.values())
    counts = ", ".join(f"{count} {verdict}" for verdict, count in group.verdicts.items())
    return Part(f", {counted(total, 'message')}: {counts}" if total else "")


def _end(message: MessageReport) -> Part:
    if message.last is None:
        return Part(", no legal status yet")
    return Part(f", last {safe(message.last)}{' (final)' if message.final else ''}")


def _finding(listed: Listed, place: str) -> Iterator[Line]:
    finding = listed.finding
    rule = f" [{safe(finding.rule)}]" if finding.rule else ""
    severity = finding.severity
    lead = (
        Part(f"{place}  "),
        Part(f"{severity:<7}  ", STYLES[severity]),
        Part(f"{finding.code}  ", "bold"),
    )
    here = finding.place.file
    related = _places("see", finding.related, len(finding.related), here)
    again = _places("also", listed.others, listed.count - 1, here)
    times = f" ×{listed.count:,}{again}" if listed.count > 1 else ""
    yield Line((Part(f"{safe(finding.message)}{rule}{related}{times}"),), 2, lead)
    if finding.expected:
        names = safe(", ".join(finding.expected))
        yield led(("expected next: ", "dim"), names, "green", indent=4)


def _places(word: str, places: Sequence[Place], count: int, here: str) -> str:
    """Name places in brackets, the first few of so many."""
    if not places:
        return ""
    shown = ", ".join(_other(place, here) for place in places[:PLACES])
    more = count - min(len(places), PLACES)
    return f" ({word} {shown}{f' and {more:,} more' if more > 0 else ''})"


def _other(place: Place, here: str) -> str:
    if place.file != here:
        return safe(str(place))
    if place.pointer:
        return safe(place.pointer)
    if place.row:
        return f"row {safe(place.row)}"
    return f"line {place.line}" if place.line else f"record {place.record}"


def _sources(
    grounds: Mapping[tuple[str, str], set[str]], addresses: Mapping[str, str]
) -> Iterator[Line]:
    """Name each source once, with what rests on which of its sections."""
    sources = sources_of(grounds, addresses)
    if sources:
        yield Line()
        yield line_of(("sources", "bold"))
    for source in sources:
        address = f"  {safe(source.address)}".rstrip()
        yield line_of((safe(source.name), ""), (address, "underline"), indent=2)
        for (basis, section), codes in source.sections.items():
            lead = (f"{', '.join(sorted(codes))}  ", "dim")
            yield led(lead, safe(f"{basis}: {section}" if basis else section), "dim", indent=4)


def _hints(rows: Sequence[Row]) -> Iterator[Line]:
    if not rows:
        return
    yield Line()
    code = rows[0].pattern.code
    yield line_of((f"msglife explain {code}", "bold"), (" tells what a code means", "dim"))
    named = (row.pattern.lifecycle for row in rows if row.pattern.code == code)
    if lifecycle := next(filter(None, named), ""):
        command = f"msglife show {safe(lifecycle)}"
        yield line_of((command, "bold"), (" tells what is documented", "dim"))
