"""Why something stands in a specification: sources, citations, and their basis."""

# Annotations are evaluated here: as text, each would be compiled again at every start.

from typing import Literal, NamedTuple

Basis = Literal["documented", "implied", "assumed"]
Tier = Literal["primary", "secondary"]


class Source(NamedTuple):
    """A document a specification rests on; `url` is where it can be read, if that is told."""

    id: str
    title: str
    publisher: str
    language: str
    tier: Tier
    sections: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    url: str = ""


class Cite(NamedTuple):
    """A place in a source: the source's title and tier, and the section."""

    source: str
    title: str
    tier: Tier
    section: str

    def __str__(self) -> str:
        tier = "" if self.tier == "primary" else f" ({self.tier})"
        return f"{self.title}{tier}, {self.section}"


class Grounds(NamedTuple):
    """Why something stands in a specification: its basis, its citations, a note."""

    basis: Basis
    cites: tuple[Cite, ...]
    note: str = ""

    @property
    def cite(self) -> str:
        """The citations as one string."""
        return "; ".join(str(cite) for cite in self.cites)

    @property
    def first_cite(self) -> str:
        """The first citation, which says the most."""
        return str(self.cites[0])
