"""Links to the documents that providers publish, where a source says where it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..conformance.reports.sources import CitedSource, cited, longest_first, sources_of
from ..spec import Catalog


class Linked(NamedTuple):
    """A citation: the source, where it can be read (or empty), and the section."""

    name: str
    address: str
    section: str


class Sources:
    """What lifecycles rest on, and where it can be read.

    Args:
        lifecycles: the lifecycles.
    """

    def __init__(self, lifecycles: Catalog) -> None:
        self._addresses = {
            source.title: source.url if source.url.startswith(("https://", "http://")) else ""
            for lifecycle in lifecycles
            for source in lifecycle.sources
        }
        self._titles = longest_first(self._addresses)

    def linked(self, cites: str) -> list[Linked]:
        """Take citations apart, each with where it can be read.

        Args:
            cites: one or several, as a finding has them.
        """
        return [
            Linked(name, self._addresses.get(title, ""), section)
            for title, name, section in cited(cites, self._titles)
        ]

    def of(self, grounds: Mapping[tuple[str, str], set[str]]) -> list[CitedSource]:
        """Name each source once.

        Args:
            grounds: each basis and citation, with the codes that rest on it.
        """
        return sources_of(grounds, self._addresses)
