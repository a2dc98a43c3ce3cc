"""The checks in environments of their own: `nox -l` lists them, `nox -s tests-3.13` runs one.

A Python that is not installed is skipped, and nox says so; with `--error-on-missing-interpreters`,
as where the variable CI is set, it fails. What stands after `--` goes to pytest.
"""

from pathlib import Path

import nox
from packaging.requirements import Requirement

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PINNED = ("-c", "constraints.txt")
SHIPPED = ("capture", "columns", "diagrams", "hypothesis", "recorder")
"""The extras that users install, and the tests need."""

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["lint", "types", "docs", "tests"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests with the pins of constraints.txt, on each Python."""
    session.install(*PINNED, "-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=PYTHONS[0])
def tests_lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions that pyproject.toml allows, on the lowest Python."""
    pins = lowest()
    file = Path(session.create_tmp(), "lowest.txt")
    file.write_text("".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    session.install("-c", str(file), "-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def tests_newest(session: nox.Session) -> None:
    """Run the tests with the newest versions there are, whatever constraints.txt says."""
    session.install("--upgrade", "--upgrade-strategy", "eager", "-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, and see that every file is formatted."""
    session.install(*PINNED, "ruff")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, and of a file that uses its public API."""
    session.install(*PINNED, "-e", ".[test]")
    session.run("python", ".ci/typing.py")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """See that the pages are up to date, that what they show happens, and that a site is made."""
    session.install(*PINNED, "-e", ".[test,docs]")
    session.run("python", "docs/generate.py", "--check")
    session.run("python", "-m", "pytest", "tests/docs", "tests/site", *session.posargs)


def lowest() -> list[str]:
    """Return a pin for each lower bound in pyproject.toml: there is no second list to keep."""
    project = nox.project.load_toml("pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(need for name in SHIPPED for need in extras[name])]
    needs = [Requirement(need) for need in (*wanted, *extras["test"])]
    bounds = [(need, each) for need in needs for each in need.specifier if each.operator == ">="]
    return [
        f"{need.name}=={each.version}" + (f"; {need.marker}" if need.marker else "")
        for need, each in bounds
    ]
