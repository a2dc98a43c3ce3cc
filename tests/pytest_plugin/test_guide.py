"""What docs/pytest.md shows is what happens."""

import re
import shlex

import pytest

from support.checkout import ROOT
from support.documents import code_blocks
from support.logs import json_lines

pytest_plugins = ["pytester"]

GUIDE = ROOT.joinpath("docs", "pytest.md").read_text(encoding="utf-8")


@pytest.fixture
def guide(pytester, logs):
    """A project as the guide has it."""
    (ini,) = code_blocks(GUIDE, "ini")
    pytester.makeini(ini)
    pytester.mkdir("tests").joinpath("logs").mkdir()
    pytester.path.joinpath("tests", "logs", "sms.jsonl").write_text(json_lines(logs.GOOD))
    for number, code in enumerate(code_blocks(GUIDE, "python")):
        pytester.path.joinpath("tests", f"test_{number}.py").write_text(code)
    return pytester


def test_its_tests_pass(guide):
    """Two of the fixture, one of the recorder, and the log."""
    result = guide.runpytest("-Werror", "--strict-markers")
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("command", code_blocks(GUIDE, "sh"))
def test_its_commands_run(guide, command):
    """And print what is shown of the coverage."""
    name, *arguments = shlex.split(command)
    assert "pytest" == name
    result = guide.runpytest(*arguments)
    assert pytest.ExitCode.OK == result.ret
    if "cov" in command:
        (shown,) = code_blocks(GUIDE, "text")
        assert shown in result.stdout.str()


def test_its_table_names_every_option(pytester):
    """Of the command line and of the ini, and no other."""
    help = "\n".join(pytester.runpytest("--help").outlines)
    options = set(re.findall(r"--?msglife-[\w-]+", help)) | set(re.findall(r"msglife_\w+", help))
    table = GUIDE.partition("## Options")[2]
    told = set(re.findall(r"--?msglife-[\w-]+", table)) | set(re.findall(r"msglife_\w+", table))
    assert options == told
