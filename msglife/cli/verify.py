"""``msglife verify``: whether lifecycle files hold together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import realpath
from pathlib import Path
from typing import Any, NoReturn

import click

from ..conformance.verifying.manifest import manifest
from ..conformance.verifying.verify import Verified, verify
from ..machines.refine import Refinement
from ..machines.verify import Fault
from ..spec import Catalog, Lifecycle, builtin_folder, catalog, load_folder
from . import completion, watching
from .output import Mistake, escaped, mistakes, on_terminal, say, write_json, write_text


@click.command("verify")
@click.argument("folders", nargs=-1, metavar="[SPECDIR]...", shell_complete=completion.directories)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How the report on standard output is written.",
)
@click.option("--manifest", "figures", is_flag=True, help="Print figures as JSON, verify nothing.")
@click.option(
    "--watch", is_flag=True, help="Verify again whenever a file of a folder is edited; Ctrl-C ends."
)
@click.pass_context
def verify_command(
    ctx: click.Context, folders: tuple[str, ...], output_format: str, figures: bool, watch: bool
) -> None:
    """Verify lifecycle files: those of folders, or those that come with msglife.

    Every state can be reached and left for a final, no edge is dead, triggers and guards
    are unambiguous, every rule can fire and be met, every pointer finds something, and
    the lifecycle refines the canonical life but for the exceptions it declares.

    Exit status: 0 nothing is wrong, 1 something is, 2 usage, or a file that cannot be read
    or is no lifecycle file.
    """
    if watch:
        if figures or not folders:
            raise Mistake("--watch: expected the folders to watch, and no --manifest")
        _watch(folders, output_format)
    if figures:
        with mistakes():
            write_json(manifest(_load(folders)))
        return
    ctx.exit(1 if _verify(folders, output_format) else 0)


def _verify(folders: Sequence[str], output_format: str) -> bool:
    """Verify folders and write what came of it; whether there are faults.

    Raises:
        Mistake: a folder or a file in it cannot be read, or is no lifecycle file.
    """
    with mistakes():
        verified = verify(_load(folders), _known(folders))
    if output_format == "json":
        write_json(_to_dict(verified))
    else:
        write_text("".join(f"{escaped(line)}\n" for line in _lines(verified)))
    return any(each.faults for each in verified)


def _watch(folders: Sequence[str], output_format: str) -> NoReturn:
    """Verify folders afresh after each edit, until the user interrupts.

    Raises:
        Mistake: one of them is no folder.
    """
    for folder in folders:
        if not Path(folder).is_dir():
            raise Mistake(f"{folder}: expected a folder of lifecycle files (*.toml)")
    for _ in watching.edits([Path(folder) for folder in folders], watching.wait):
        if on_terminal():
            click.clear()
        try:
            _verify(folders, output_format)
        except Mistake as mistake:  # half an edit is no reason to end
            write_text(f"{mistake.message}\n")
        say("watching for edits; Ctrl-C ends")
    raise AssertionError("edits() never ends")


def _load(folders: Sequence[str]) -> list[Lifecycle]:
    """Load the folders' lifecycles; in the order of the folders."""
    paths = [Path(folder) for folder in folders] or [builtin_folder()]
    for number, path in enumerate(paths):
        if realpath(path) in map(realpath, paths[:number]):  # Path.resolve() minds circles
            raise Mistake(f"{path} is named twice")
    return list(Catalog(each for path in paths for each in load_folder(path)))


def _known(folders: Sequence[str]) -> Sequence[Lifecycle]:
    return tuple(catalog()) if folders else ()


def _lines(verified: Sequence[Verified]) -> Iterator[str]:
    for each in verified:
        yield f"{each.lifecycle.id}: {_outcome(each)}"
        if each.faults:
            yield f"  {each.lifecycle.file}"
        for fault in each.faults:
            yield f"  {fault.name}  {fault.place}: {fault.says}"
            yield f"    counterexample: {fault.counterexample}"
        yield from _exceptions(each.refinement)
    faults = sum(len(each.faults) for each in verified)
    yield f"{_counted(len(verified), 'lifecycle')}, {_counted(faults, 'fault')}"


def _outcome(verified: Verified) -> str:
    refinement, faults = verified.refinement, verified.faults
    sound = "sound" if not faults else _counted(len(faults), "fault")
    if not refinement.mapped:
        return f"{sound}; has no canonical states and stays out of the canonical life"
    if refinement.faults:
        return f"{sound}; does not refine the canonical life"
    exceptions = _counted(len(refinement.exceptions), "exception")
    return f"{sound}; refines the canonical life, {exceptions}"


def _exceptions(refinement: Refinement) -> Iterator[str]:
    for declared, edges in refinement.exceptions:
        needed = ", ".join(f"{edge.source} → {edge.target}" for edge in edges) or "no edge"
        yield (
            f"  exception {declared.source} → {declared.target} ({declared.grounds.basis}:"
            f" {declared.grounds.cite}), for {needed}"
        )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _to_dict(verified: Sequence[Verified]) -> dict[str, Any]:
    return {
        "version": 1,
        "lifecycles": [
            {
                "id": each.lifecycle.id,
                "file": each.lifecycle.file,
                "refines": _refines(each.refinement),
                "faults": [_fault(fault) for fault in each.faults],
            }
            for each in verified
        ],
    }


def _fault(fault: Fault) -> dict[str, str]:
    return {
        "name": fault.name,
        "place": fault.place,
        "says": fault.says,
        "counterexample": fault.counterexample,
    }


def _refines(refinement: Refinement) -> dict[str, Any] | None:
    """What is said of the canonical life; null for a lifecycle that stays out of it."""
    if not refinement.mapped:
        return None
    return {
        "holds": not refinement.faults,
        "exceptions": [
            {
                "from": declared.source,
                "to": declared.target,
                "basis": declared.grounds.basis,
                "cite": declared.grounds.cite,
                "edges": [[edge.source, edge.target] for edge in edges],
            }
            for declared, edges in refinement.exceptions
        ],
    }
