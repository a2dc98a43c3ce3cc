"""Configuration: the table ``[tool.msglife]`` of a ``pyproject.toml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import tomli

from .output import Mistake, escaped, split_output

FILE: Final = "pyproject.toml"
COLORS: Final = ("auto", "always", "never")
"""When standard output is coloured; by default, if it is a terminal."""

Reader = Callable[[Any, Path], Any]


class _Wrong(Exception):
    """A value is not what its key asks for; says what was expected."""


def _flag(value: Any, _: Path) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("true or false")
    return value


def _text(value: Any, _: Path) -> str:
    if not isinstance(value, str):
        raise _Wrong("a string")
    return value


def _count(value: Any, _: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _Wrong("a whole number of 1 or more")
    return value


def _most(value: Any, _: Path) -> str:
    if value == "all":
        return "all"
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _Wrong("a whole number of 0 or more, or all")
    return str(value)


def _file(value: Any, base: Path) -> str:
    return str(base / _text(value, base))


def _color(value: Any, _: Path) -> str:
    return _one_of(value, COLORS)


def _moment(value: Any, _: Path) -> str:
    if isinstance(value, date):  # TOML has times of its own
        return value.isoformat()
    if not isinstance(value, str):
        raise _Wrong("a time or a string")
    return value


def _list(value: Any, _: Path) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise _Wrong("a string or a list of strings")
    return tuple(values)


def _folders(value: Any, base: Path) -> tuple[str, ...]:
    return tuple(str(base / each) for each in _list(value, base))


def _outputs(value: Any, base: Path) -> tuple[str, ...]:
    parts = (split_output(each) for each in _list(value, base))
    return tuple(f"{name}={base / file}" if name else str(base / file) for name, file in parts)


def _gate(value: Any, _: Path) -> str:
    from .formats import FAIL_ON  # a command that judges nothing loads no reports

    return _one_of(value, FAIL_ON)


def _format(value: Any, _: Path) -> str:
    from .formats import FORMAT_NAMES

    return _one_of(value, FORMAT_NAMES)


def _one_of(value: Any, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise _Wrong(f"one of {', '.join(known)}")
    return value


KEYS: Final[Mapping[str, Reader]] = {
    "select": _list,
    "ignore": _list,
    "fail_on": _gate,
    "strict": _flag,
    "complete": _flag,
    "since": _moment,
    "final_within": _text,
    "spec": _folders,
    "lifecycle": _list,
    "form": _list,
    "format": _format,
    "output": _outputs,
    "payload_at": _list,
    "received_at": _list,
    "place_at": _list,
    "query": _text,
    "show_numbers": _flag,
    "jobs": _count,
    "memory": _text,
    "canonical": _flag,
    "statistics": _flag,
    "concise": _flag,
    "quiet": _flag,
    "max": _most,
    "color": _color,
    "baseline": _file,
    "write_baseline": _file,
}
"""The keys, each with what reads its value; paths are relative to the file."""

_OTHER_NAMES: Final = {"specs": "spec"}


class Config(NamedTuple):
    """What was configured: by option, as the command's functions name it.

    Args:
        file: the file it stands in; `None` if nothing is configured.
        values: the options' values.
    """

    file: Path | None
    values: Mapping[str, Any]


def load_config(start: Path | None = None) -> Config:
    """Read the nearest configuration: in a folder, or else in one above it.

    Args:
        start: the folder; the working directory if `None`.

    Raises:
        Mistake: the file is no TOML, a key is unknown, or a value has the wrong type.
    """
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        file = folder / FILE
        if not file.is_file():
            continue
        table = _table(file)
        if table is not None:
            return Config(file, _read(table, file))
    return Config(None, {})


def _table(file: Path) -> dict[str, Any] | None:
    try:
        data = tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Mistake(f"{file}: {error}") from None
    tool = data.get("tool")
    table = tool.get("msglife") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise Mistake(f"{file}: tool.msglife: expected a table")
    return table


def _read(table: Mapping[str, Any], file: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        name = _OTHER_NAMES.get(name, name)
        where = f"{file}: [tool.msglife] {key}"
        if name not in KEYS:
            from ..spec import did_you_mean

            near = did_you_mean(key, [each.replace("_", "-") for each in KEYS])
            raise Mistake(f"{where}: no such key{near}")
        if name in values:
            raise Mistake(f"{where}: this key stands twice, spelled in two ways")
        try:
            values[name] = KEYS[name](value, file.parent)
        except _Wrong as wrong:
            raise Mistake(f"{where}: expected {wrong}") from None
    return values


class Configured(click.Command):
    """A command whose options have their defaults from the configuration; flags win."""

    keys: frozenset[str] = frozenset({"spec"})
    """The keys it heeds."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse arguments, after the configuration was read.

        Raises:
            Mistake: the configuration is broken; not if help is asked for.
        """
        ctx.meta[FILE] = None
        options = args[: args.index("--")] if "--" in args else args
        if not {"-h", "--help"}.intersection(options):
            config = load_config()
            ctx.meta[FILE] = config.file
            ctx.default_map = {
                name: value for name, value in config.values.items() if name in self.keys
            }
        return super().parse_args(ctx, args)


class FullyConfigured(Configured):
    """A command that heeds every key."""

    keys = frozenset(KEYS)


def told_by(ctx: click.Context, name: str) -> str:
    """Say where an option's value comes from: the flag, or the file and its key."""
    option = name.replace("_", "-")
    if ctx.get_parameter_source(name) is click.core.ParameterSource.DEFAULT_MAP:
        return f"{escaped(str(ctx.meta[FILE]))}: [tool.msglife] {option}"
    return f"--{option}"
