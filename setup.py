"""The package's long description: the README, with links that hold away from the repository.

All else about the package is in `pyproject.toml`. Where that names the repository (`Source` under
`[project.urls]`), a relative link leads to the file as it was in that version; where it does not,
the link's words remain.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from setuptools import setup

ROOT = Path(__file__).resolve().parent
RELATIVE = re.compile(r"(?P<image>!?)\[(?P<words>[^]]*)\]\((?!\w+:)(?P<to>[^)]+)\)")


def long_description(readme: str, project: dict[str, Any]) -> str:
    """Return the README as a package index can show it.

    Args:
        readme: the text, in Markdown, with links relative to the repository's root.
        project: the table of that name in `pyproject.toml`.
    """
    source = project.get("urls", {}).get("Source")

    def held(link: re.Match[str]) -> str:
        if not source:
            return "" if link["image"] else link["words"]
        view = "raw" if link["image"] else "blob"
        address = f"{source}/{view}/v{project['version']}/{link['to']}"
        return f"{link['image']}[{link['words']}]({address})"

    return RELATIVE.sub(held, readme)


setup(
    long_description=long_description(
        (ROOT / "README.md").read_text(encoding="utf-8"),
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"],
    ),
    long_description_content_type="text/markdown",
)
