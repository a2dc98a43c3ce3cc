"""What documents show."""

import re


def code_blocks(text: str, language: str) -> list[str]:
    """The code of a language that a document shows, block by block."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
