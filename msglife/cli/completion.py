"""Shell completion: what the command line asks for by name, and where it asks for a file.

click completes commands, options and choices by itself. It loads a lifecycle only when the user
has pressed Tab where one is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

import click
from click.shell_completion import CompletionItem

from ..paths import folders
from ..spec import Catalog, Lifecycle, SpecError, catalog

_FAMILY: Final = 4
"""Letters with which the codes of one kind begin: LIFE, DELV."""


def lifecycle_ids(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the id of one lifecycle, with its title beside it.

    Args:
        ctx: what stands on the line so far; folders named by ``--spec`` are looked into.
        param: the argument or option that is completed.
        incomplete: what is typed of it.
    """
    del param  # click hands it over
    return _beginning(incomplete, {each.id: each.title for each in _known(ctx)})


def lifecycle_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete what may name several lifecycles: an id, a family or a provider.

    Args:
        ctx: what stands on the line so far; folders named by ``--spec`` are looked into.
        param: the argument or option that is completed.
        incomplete: what is typed of it.
    """
    del param
    return _beginning(incomplete, _names(_known(ctx)))


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the last of several codes, or how they begin, with commas between them.

    Args:
        ctx: what stands on the line so far.
        param: the option that is completed.
        incomplete: what is typed of it.
    """
    del ctx, param
    before, comma, last = incomplete.rpartition(",")
    found = _beginning(last.upper(), _codes())
    return [CompletionItem(f"{before}{comma}{each.value}", help=each.help) for each in found]


def words(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete what can be explained: a code, a lifecycle, a status, LIFECYCLE:STATUS.

    Args:
        ctx: what stands on the line so far; folders named by ``--spec`` are looked into.
        param: the argument that is completed.
        incomplete: what is typed of it.
    """
    del param
    known = _known(ctx)
    if ":" in incomplete:
        told = {f"{each.id}:{state.name}": state.meaning for each in known for state in each.states}
        return _beginning(incomplete, told)
    statuses = {state.name: "status" for each in known for state in each.states}
    found = _beginning(incomplete, {**statuses, **_names(known)})
    return [*_beginning(incomplete.upper(), _codes() if incomplete else {}), *found]


def _path(
    kind: str, ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    del ctx, param
    return [CompletionItem(incomplete, type=kind)]


files: Final = partial(_path, "file")
"""Leaves the completion of a file's name to the shell."""

directories: Final = partial(_path, "dir")
"""Leaves the completion of a folder's name to the shell."""


def _known(ctx: click.Context) -> Iterable[Lifecycle]:
    try:
        return catalog(folders(ctx.params.get("spec") or ()))
    except SpecError:  # the command will say what is wrong; a Tab is no place for it
        return Catalog(())


def _names(known: Iterable[Lifecycle]) -> dict[str, str]:
    several = {
        name: f"all lifecycles of {name}" for each in known for name in (each.provider, each.family)
    }
    return several | {each.id: each.title for each in known}


def _codes() -> dict[str, str]:
    from ..conformance.results.codes import CODES

    kinds = {code[:_FAMILY]: f"all codes {code[:_FAMILY]}…" for code in CODES}
    return kinds | {code.code: code.title for code in CODES.values()}


def _beginning(incomplete: str, named: Mapping[str, str]) -> list[CompletionItem]:
    return [
        # click's script for fish takes what follows a comma for something else.
        CompletionItem(name, help=told.replace(",", ";"))
        for name, told in named.items()
        if name.startswith(incomplete)
    ]
