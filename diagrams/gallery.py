"""The gallery: every lifecycle that ships, and every provider's as one picture, drawn.

``python -m msglife.diagrams.gallery`` writes it, in a checkout, into ``diagrams/gallery``.
The SVG is drawn by the program of the wheel `graphviz-pure`, the same everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ..spec import Lifecycle, builtin_folder, load_folder
from .dot import to_dot
from .family import family_chart, graph_of
from .graph import Chart
from .mermaid import to_mermaid
from .svg import to_svg, wheel_program

FOLDER: Final = Path("diagrams/gallery")
"""Where it is written, from the root of a checkout."""

_HEAD: Final = """\
# Gallery

Every lifecycle that ships, and the lifecycles of a provider as one picture. The pictures are
drawn from the specifications by `python -m msglife.diagrams.gallery`; a test fails when they
are stale. [docs/diagrams.md](../../docs/diagrams.md) says what is drawn how.
"""


def pictures(lifecycles: Iterable[Lifecycle]) -> Iterator[tuple[str, str, Chart]]:
    """Yield what the gallery shows: provider, id and chart of each picture.

    Args:
        lifecycles: those that are shown; a provider of several has a picture of all, first.
    """
    providers: dict[str, list[Lifecycle]] = {}
    for lifecycle in lifecycles:
        providers.setdefault(lifecycle.provider, []).append(lifecycle)
    for provider, members in providers.items():
        if len(members) > 1:
            yield provider, provider, family_chart(members)
        for lifecycle in members:
            yield provider, lifecycle.id, Chart((graph_of(lifecycle),))


def texts(lifecycles: Sequence[Lifecycle]) -> dict[str, str]:
    """Return the gallery's texts by file name: DOT, Mermaid and the index.

    Args:
        lifecycles: those that are shown.

    Raises:
        RenderError: the package `graphviz` is not installed.
    """
    found: dict[str, str] = {}
    index, last = [_HEAD], ""
    for provider, name, chart in pictures(lifecycles):
        stem = name.replace("/", "_")
        found[f"{stem}.dot"] = to_dot(chart)
        found[f"{stem}.mmd"] = to_mermaid(chart)
        if provider != last:
            index.append(f"## {provider}\n")
        last = provider
        index.append(_entry(name, stem))
    return found | {"README.md": "\n".join(index)}


def svgs(dots: Mapping[str, str], lifecycles: Iterable[Lifecycle]) -> dict[str, bytes]:
    """Return the gallery's pictures by file name.

    Args:
        dots: the texts.
        lifecycles: those that are shown.

    Raises:
        RenderError: the program of `graphviz-pure` is not there, or it failed.
    """
    program = wheel_program()
    stems = {name.replace("/", "_"): chart.title for _, name, chart in pictures(lifecycles)}
    return {
        f"{stem}.svg": to_svg(dots[f"{stem}.dot"], title, program) for stem, title in stems.items()
    }


def shipped() -> tuple[Lifecycle, ...]:
    """Return the lifecycles that come with this package."""
    return load_folder(builtin_folder())


def write(folder: Path) -> int:
    """Write the gallery, and remove what it no longer holds; return how many files it has.

    Args:
        folder: where; made if it is not there.

    Raises:
        RenderError: something needed to draw it is missing, or failed.
        OSError: a file cannot be written.
    """
    lifecycles = shipped()
    drawn = texts(lifecycles)
    files = {name: text.encode() for name, text in drawn.items()} | svgs(drawn, lifecycles)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.suffix in (".dot", ".mmd", ".svg") and path.name not in files:
            path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return len(files)


def _entry(name: str, stem: str) -> str:
    kinds = {"SVG": "svg", "DOT": "dot", "Mermaid": "mmd"}
    links = " · ".join(f"[{kind}]({stem}.{suffix})" for kind, suffix in kinds.items())
    return f"### {name}\n\n{links}\n\n![The lifecycle {name}]({stem}.svg)\n"


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    sys.stdout.write(f"{where}: {write(where)} files\n")
