"""The sources that findings rest on: citations taken apart, each source named once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Cited(NamedTuple):
    """One citation.

    Args:
        title: the source's; empty if none of those that are known.
        name: the title with its tier.
        section: where in it.
    """

    title: str
    name: str
    section: str


@dataclass(slots=True)
class CitedSource:
    """A source that findings rest on.

    Args:
        name: its title with its tier.
        address: where it can be read; empty if nobody says so.
        sections: the codes that rest on each of its sections, by basis and section.
    """

    name: str
    address: str
    sections: dict[tuple[str, str], set[str]] = field(default_factory=dict)


def cited(cites: str, titles: Sequence[str]) -> Iterator[Cited]:
    """Take citations apart.

    Args:
        cites: one or several, separated by semicolons.
        titles: of the sources there are, the longest first.

    >>> list(cited("Guide, A and B (secondary), Status", ["Guide, A and B"]))
    [Cited(title='Guide, A and B', name='Guide, A and B (secondary)', section='Status')]
    """
    for cite in filter(None, cites.split("; ")):
        title = next((each for each in titles if cite.startswith(each)), "")
        tier, _, section = cite.removeprefix(title).partition(", ")
        yield Cited(title or tier, f"{title}{tier}", section)


def sources_of(
    grounds: Mapping[tuple[str, str], set[str]], addresses: Mapping[str, str]
) -> list[CitedSource]:
    """Name each source once, with what rests on which of its sections.

    Args:
        grounds: each basis and citation, with the codes that rest on it.
        addresses: of the sources there are, by title; empty where one has none.
    """
    titles = longest_first(addresses)
    found: dict[tuple[str, str], CitedSource] = {}
    for (basis, cites), codes in grounds.items():
        for title, name, section in cited(cites, titles):
            source = found.setdefault((title, name), CitedSource(name, addresses.get(title, "")))
            source.sections.setdefault((basis, section), set()).update(codes)
    return list(found.values())


def longest_first(titles: Mapping[str, str]) -> list[str]:
    """Order titles so that none is taken for a shorter one that it begins with."""
    return sorted(titles, key=len, reverse=True)
