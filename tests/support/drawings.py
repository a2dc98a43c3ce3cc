"""Drawn machines read back: what an SVG says."""

from xml.etree import ElementTree


def texts_of(drawn: bytes, kind: str) -> list[str]:
    """The text in each group of a kind: graph, cluster, node or edge; white space as it stands."""
    root = ElementTree.fromstring(drawn)
    groups = [group for group in root.iter() if group.get("class") == kind]
    texts = (group.iter("{http://www.w3.org/2000/svg}text") for group in groups)
    return [" ".join(each.text or "" for each in group) for group in texts]


def words_of(drawn: bytes, kind: str) -> list[str]:
    """The words in each group of a kind."""
    return [" ".join(text.split()) for text in texts_of(drawn, kind)]
