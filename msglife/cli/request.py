"""What a user asks of ``msglife check``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..conformance import FailOn
from ..errors import BadOption
from ..options import CheckOptions
from ..paths import folders
from ..spec import Catalog, catalog, did_you_mean
from .files import STDIN
from .formats import FORMAT_NAMES, format_of
from .output import split_output


class Request(NamedTuple):
    """What the user asks for; each name is that of its option.

    Args:
        logs: the arguments.
        lifecycle: what may be in them.
        how: how to check.
        fail_on, format, output, canonical, quiet, max, color: what is made of the report.
        baseline, write_baseline: the files of known findings.
    """

    logs: tuple[str, ...]
    lifecycle: tuple[str, ...]
    how: CheckOptions
    fail_on: FailOn
    format: str
    output: tuple[str, ...]
    canonical: bool
    quiet: bool
    max: int | None
    color: str
    baseline: str | None
    write_baseline: str | None

    @property
    def known(self) -> Catalog:
        """The lifecycles that the logs are judged by."""
        return catalog(folders(self.how.get("specs", ())))

    @property
    def most(self) -> int | None:
        """How many findings of each pattern are listed, if the user says it."""
        return self.max

    @property
    def addresses(self) -> dict[str, str]:
        """Where sources can be read, by title; empty where nobody says so."""
        return {each.title: each.url for lifecycle in self.known for each in lifecycle.sources}

    @property
    def gate(self) -> FailOn:
        """What findings are held to: none, where they are written to be known from now on."""
        return "never" if self.write_baseline else self.fail_on

    @property
    def show_info(self) -> bool:
        """Whether findings of severity info are listed: if they matter or were asked for."""
        return self.fail_on == "info" or bool(self.how.get("select"))

    @property
    def kept_baseline(self) -> str | None:
        """The file of known findings that is only read; one that is renewed is written, too."""
        if self.baseline and self.write_baseline:
            renewed = Path(self.baseline).resolve() == Path(self.write_baseline).resolve()
            return None if renewed else self.baseline
        return self.baseline

    def outputs(self) -> list[tuple[str, str]]:
        """Return the formats of the files to write, each with its file.

        Raises:
            BadOption: a format is unknown, or a file is none.
        """
        files: list[tuple[str, str]] = []
        for given in self.output:
            name, file = split_output(given)
            name = name or format_of(file) or self.format
            if name not in FORMAT_NAMES:
                near = did_you_mean(name, FORMAT_NAMES)
                raise BadOption("output", f"no report format is called {name!r}{near}")
            if file in ("", STDIN):
                raise BadOption("output", "expected FORMAT=FILE; --format is standard output's")
            files.append((name, file))
        if self.write_baseline == STDIN:
            raise BadOption("write_baseline", "expected a file")
        return files

    @property
    def on_stdout(self) -> bool:
        """Whether standard output has the report: a bare file takes its place."""
        return not self.quiet and all(split_output(given)[0] for given in self.output)
