"""Time and memory against size, as a picture."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from speed_table import Cell, Results, Row

PROVIDER: Final = "vonage"
MIX: Final = "sound"
STYLES: Final = {
    ("parse", 1): ("orjson.loads alone", "#666666", ":", "o"),
    ("check", 1): ("msglife, one process", "#0072b2", "-", "o"),
    ("check", 2): ("msglife, two", "#0072b2", "--", "s"),
    ("duckdb", 1): ("DuckDB, no schema", "#009e73", "-", "^"),
    ("polars", 1): ("polars, no schema", "#e69f00", "-", "v"),
    ("replay_schema", 1): ("pm4py + jsonschema*", "#cc79a7", "-", "D"),
    ("naive", 1): ("transitions + jsonschema*", "#d55e00", "-", "X"),
}
"""Name, colour, line and mark of each line; the marks tell them apart without colour."""


def plot(results: Results, folder: Path) -> None:
    """Draw speed.svg and speed.png.

    Args:
        results: what was measured.
        folder: where to.
    """
    mpl.rcParams.update({"svg.hashsalt": "speed", "svg.fonttype": "none", "font.size": 9})
    figure = Figure(figsize=(9, 4), layout="constrained")
    time, memory = figure.subplots(1, 2)
    cells = sorted(c for c in results.cells if (c.provider, c.mix) == (PROVIDER, MIX))
    for case, (name, colour, line, mark) in STYLES.items():
        measured = {c: results.cells[c][case] for c in cells if case in results.cells[c]}
        style = {"label": name, "color": colour, "linestyle": line, "marker": mark, "markersize": 5}
        seconds = {c.records: _seconds(c, rows) for c, rows in measured.items()}
        time.plot(list(seconds), list(seconds.values()), **style)
        whole = {c.records: rows for c, rows in measured.items() if rows[0].records == c.records}
        peaks = [statistics.median(r.memory for r in rows) / 2**20 for rows in whole.values()]
        memory.plot(list(whole), peaks, **style)
    sizes = [cell.records for cell in cells]
    _label(time, sizes, "seconds", [0.1, 1, 10, 100, 1_000, 10_000])
    _label(memory, sizes, "peak memory, MiB", [16, 64, 256, 1_024, 4_096])
    figure.legend(*time.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    figure.savefig(folder / "speed.svg", metadata={"Date": None}, facecolor="white")
    figure.savefig(folder / "speed.png", dpi=110, facecolor="white")


def _seconds(cell: Cell, rows: list[Row]) -> float:
    return statistics.median(each.wall / each.records for each in rows) * cell.records


def _label(axes: Axes, sizes: list[int], what: str, ticks: list[float]) -> None:
    axes.set(xscale="log", yscale="log", ylabel=what)
    axes.set_xlabel("Vonage SMS callbacks (* seconds reckoned from a sample)")
    axes.set_xticks(sizes, [f"{each:,}" for each in sizes])
    axes.set_yticks(ticks, [f"{each:,}" for each in ticks])
    axes.minorticks_off()
    axes.grid(visible=True, alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
