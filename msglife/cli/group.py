"""The command's subcommands. What one needs is imported when it is run."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Final

import click

from . import VERSION

_COMMANDS: Final = {
    "check": ("check", "Judge captured logs."),
    "list": ("show", "List the lifecycles."),
    "show": ("show", "Show a lifecycle: states, edges, rules, sources."),
    "explain": ("explain", "Explain a code, a lifecycle or a status."),
    "schema": ("show", "Print the JSON Schema of a lifecycle's payloads."),
    "diagram": ("diagram", "Draw a lifecycle."),
    "generate": ("generate", "Make up a log; labels say what is in it."),
    "play": ("play", "Send made-up callbacks to your endpoint."),
    "replay": ("replay", "Deliver a log to your handler, and compare its statuses."),
    "verify": ("verify", "Verify lifecycle files, ours or yours."),
    "new": ("new", "Draft a provider's folder from recorded payloads."),
}
"""Each subcommand: the module it lives in, as ``<name>_command``, and what it does."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run, not to be listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return [*super().list_commands(ctx), *_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; `None` if there is none of that name."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f".{_COMMANDS[cmd_name][0]}", __package__)
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        if not gc.isenabled():  # as `main` left it; what is imported by now stays
            gc.freeze()
            gc.enable()
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant.

        Raises:
            UsageError: there is none; naming the nearest.
        """
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from ..spec import did_you_mean
            from .output import escaped

            near = did_you_mean(args[0], _COMMANDS)
            raise click.UsageError(f"no command is called '{escaped(args[0])}'{near}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 # click hands it over
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the commands into the help without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(message=VERSION)
def cli() -> None:
    """Judge captured messaging-provider callbacks by what the provider documents.

    Exit status of check: 0 no finding at or above --fail-on, 1 there are some, 2 usage or
    configuration, 3 a log that is unreadable, empty or not recognised.
    """
