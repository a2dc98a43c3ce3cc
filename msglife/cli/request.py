"""What a user asks of ``msglife check``."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from ..conformance import FailOn
from ..errors import BadOption
from ..options import CheckOptions
from ..paths import folders
from ..spec import Catalog, catalog, did_you_mean
from .formats import FORMAT_NAMES, format_of
from .output import split_output

STDIN: Final = "-"


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

    def outputs(self) -> dict[Path, str]:
        """Return the files to write, each with its format.

        Raises:
            BadOption: a format is unknown, or a file would be overwritten.
        """
        read = {Path(log).resolve(): "one of the logs" for log in self.logs if log != STDIN}
        if self.baseline:
            read[Path(self.baseline).resolve()] = "the baseline"
        files: dict[Path, str] = {}
        for given in self.output:
            name, file = split_output(given)
            name = name or format_of(file) or self.format
            if name not in FORMAT_NAMES:
                near = did_you_mean(name, FORMAT_NAMES)
                raise BadOption("output", f"no report format is called {name!r}{near}")
            if file in ("", STDIN):
                raise BadOption("output", "expected FORMAT=FILE; --format is standard output's")
            if what := read.get(Path(file).resolve()):
                raise BadOption("output", f"{file} is {what}, and would be overwritten")
            if Path(file) in files:
                raise BadOption("output", f"{file} is named twice")
            files[Path(file)] = name
        if known := self.write_baseline:
            if known == STDIN:
                raise BadOption("write_baseline", "expected a file")
            if read.get(Path(known).resolve()) == "one of the logs":
                raise BadOption("write_baseline", f"{known} is one of the logs")
            if Path(known) in files:
                raise BadOption("write_baseline", f"{known} is named twice")
        return files

    @property
    def on_stdout(self) -> bool:
        """Whether standard output has the report: a bare file takes its place."""
        return not self.quiet and all(split_output(given)[0] for given in self.output)
