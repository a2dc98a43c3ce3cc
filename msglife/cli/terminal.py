"""Rendering for a terminal, with rich: imported only where there is one."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console


def rendered(render: Callable[[Console], None]) -> str:
    """Return what `render` prints, as the terminal on standard output would show it.

    Nothing printed is ever read as markup. ``NO_COLOR`` and the width are heeded.

    Args:
        render: prints to the console it is given.
    """
    console = Console(markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        render(console)
    return capture.get()
