"""``msglife replay``: a log of callbacks, delivered to a handler and compared."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from . import completion
from .config import Configured
from .output import Mistake, escaped, mistakes, say, write_text
from .shared_options import spec_option

_FAILED = 1
_UNUSABLE = 3


@click.command("replay", cls=Configured)
@click.argument("log", metavar="LOG", shell_complete=completion.files)
@click.option(
    "--handler",
    "handle",
    required=True,
    metavar="MODULE:NAME|URL",
    help="What takes a callback's payload, or where to post it (on this machine).",
)
@click.option(
    "--reads",
    required=True,
    metavar="MODULE:NAME",
    help="Returns the status your application has stored, by a message's key.",
)
@click.option("--sent", metavar="MODULE:NAME", help="Called with each key before its callbacks.")
@click.option("--counts", metavar="MODULE:NAME", help="Returns a count, by a message's key.")
@click.option("--setup", metavar="MODULE:NAME", help="Called once, at the beginning.")
@click.option("--batches", is_flag=True, help="The handler takes lists of callbacks.")
@click.option(
    "--lifecycle",
    multiple=True,
    metavar="ID",
    help="What may be in the log.",
    shell_complete=completion.lifecycle_names,
)
@click.option(
    "--believes", multiple=True, metavar="WORD=STATE", help="What a word of your application means."
)
@click.option("--time-limit", type=float, default=5.0, show_default=True, metavar="SECONDS")
@click.option("--host", metavar="NAME", help="The host to post to, if it is not this machine.")
@spec_option
def replay_command(log: str, handle: str, reads: str, spec: tuple[str, ...], **given: Any) -> None:
    """Deliver the callbacks of a log to a handler, and compare the status it has stored
    after each.

    LOG is what a failed trial saved, or any log of callbacks. Exit status: 0 the handler does
    what it should, 1 it does not, 2 usage, 3 a log without callbacks.
    """
    from ..conformance.reading import UnreadableLog
    from ..handlers import http_handler
    from ..handlers.check import callback_form
    from ..handlers.logs import UnusableLog, replay_log
    from ..handlers.trial import Handler, HandlerFailure
    from ..paths import folders
    from ..spec import catalog

    sys.path.insert(0, str(Path.cwd()))
    believes: dict[str, list[str]] = {}
    for each in given["believes"]:
        word, sign, state = each.partition("=")
        if not sign:
            raise Mistake(f"--believes: expected WORD=STATE, not {each!r}")
        believes.setdefault(word, []).append(state)
    with mistakes():
        known = catalog(folders(spec))
        named = [found for each in given["lifecycle"] for found in known.select(each)]
        lifecycles = list(dict.fromkeys(named)) or list(known)
        limit = given["time_limit"]
        handler: Callable[..., Any]
        if handle.startswith(("http://", "https://")):
            posts = http_handler(handle, host=given["host"], time_limit=limit)
            # Of one provider, callbacks are sent as it sends them.
            handler = posts.of(named[0], callback_form(named[0])) if named else posts
        else:
            handler = _load("--handler", handle)
        tried = Handler(
            handler,
            _load("--reads", reads),
            _load("--sent", given["sent"]) if given["sent"] else None,
            _load("--counts", given["counts"]) if given["counts"] else None,
            believes,
            given["batches"],
            limit,
        )
        tried.check(lifecycles)
        if given["setup"]:
            _load("--setup", given["setup"])()
    try:
        done = replay_log(log, tried, lifecycles)
    except HandlerFailure as failure:
        write_text("".join(f"{escaped(line)}\n" for line in str(failure).splitlines()))
        raise click.exceptions.Exit(_FAILED) from None
    except (UnreadableLog, UnusableLog) as error:
        say(f"Error: {error}")
        raise click.exceptions.Exit(_UNUSABLE) from None
    passed = f", {done.passed_by} records passed by" if done.passed_by else ""
    write_text(f"{done.delivered} callbacks delivered{passed}: the handler does what it should\n")


def _load(option: str, name: str) -> Callable[..., Any]:
    """Import what an option names.

    Raises:
        Mistake: there is none, or it cannot be called.
    """
    module, sign, path = name.partition(":")
    if not (sign and module and path):
        raise Mistake(f"{option}: expected MODULE:NAME, not {name!r}")
    try:
        found: Any = import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError, ValueError) as error:
        raise Mistake(f"{option}: {name}: {error}") from None
    if not callable(found):
        raise Mistake(f"{option}: {name} cannot be called")
    return found  # type: ignore[no-any-return] # whatever the user's module holds
