"""What runs the checks elsewhere names only what there is: workflows, nox, hooks, releasing."""

import ast
import importlib.util
import re
import tomllib

import click
import pytest
import yaml

from msglife.cli import cli
from support.checkout import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
SCRIPTS = sorted(path for path in (ROOT / ".ci").iterdir() if not path.suffix)
COMMANDS = set(cli.list_commands(click.Context(cli)))
PATH = re.compile(
    r"(?<![\w$/.-])((?:\.ci|\.github|benchmarks|docs|tests|spec|examples)/[\w./-]*\w)"
)
MODULE = re.compile(r"(?:python|\$PYTHON) -m ([\w.]+)")
OURS = re.compile(r"(?:^|[ /])msglife ([a-z]+)")


def text_of(path):
    return path.read_text(encoding="utf-8")


def missing(text, root=ROOT):
    """What a text calls for that is not there: files, modules, commands of ours."""
    files = [path for path in PATH.findall(text) if not (root / path).exists()]
    modules = [name for name in MODULE.findall(text) if not importlib.util.find_spec(name)]
    return [*files, *modules, *(name for name in OURS.findall(text) if name not in COMMANDS)]


def sessions():
    """The sessions of the noxfile, as nox names them; nox need not be installed."""
    tree = ast.parse(text_of(ROOT / "noxfile.py"))
    found = set()
    for function in tree.body:
        for decorator in getattr(function, "decorator_list", ()):
            words = ast.unparse(decorator)
            found.add(function.name)
            if "PYTHONS" in words and "[" not in words:
                found |= {f"{function.name}-{python}" for python in pythons()}
    return found


def pythons():
    found = re.search(r"^PYTHONS = (.*)$", text_of(ROOT / "noxfile.py"), re.MULTILINE)
    return ast.literal_eval(found[1])


def steps(value):
    """Each command that a workflow runs."""
    if isinstance(value, dict):
        yield from (inner for key, inner in value.items() if key == "run")
        for inner in value.values():
            yield from steps(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from steps(inner)


def offered():
    """The hooks for other repositories, by id."""
    return {hook["id"]: hook for hook in yaml.safe_load(text_of(ROOT / ".pre-commit-hooks.yaml"))}


def shell_blocks(path):
    return "".join(re.findall(r"^ *```sh\n(.*?)^ *```$", text_of(path), re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_what_there_is(path):
    """It is YAML, and names scripts and modules that exist."""
    read = yaml.safe_load(text_of(path))
    commands = list(steps(read["jobs"]))
    assert commands
    assert [] == missing("\n".join(commands))


def test_the_workflows_run_the_gate_and_the_long_checks():
    """Each by its script."""
    for name, script in (("ci.yml", ".ci/run"), ("long.yml", ".ci/long")):
        workflow = yaml.safe_load(text_of(ROOT / ".github" / "workflows" / name))
        assert script in list(steps(workflow["jobs"]))


def test_every_session_that_ci_names_is_there():
    """And each Python has its own."""
    workflow = yaml.safe_load(text_of(ROOT / ".github" / "workflows" / "ci.yml"))
    named = set(workflow["jobs"]["tests"]["strategy"]["matrix"]["session"])
    assert set() == named - sessions()
    assert {f"tests-{python}" for python in pythons()} <= named
    [long] = re.findall(r"-s (tests .*?) --", text_of(ROOT / ".ci" / "long"))
    assert set() == set(long.split()) - sessions()


def test_each_python_that_is_tried_is_told():
    """The package's classifiers, and nox."""
    told = re.findall(r"Python :: (3\.\d+)'", str(PROJECT["classifiers"]))
    assert list(pythons()) == told
    assert f">={pythons()[0]}" == PROJECT["requires-python"]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_calls_what_there_is(path):
    """It can be run, stops at the first failure, and names files that exist."""
    assert path.stat().st_mode & 0o111
    assert "set -euo pipefail\n" in text_of(path)
    assert [] == missing(text_of(path))


def test_the_long_checks_run_what_is_slow():
    """The gate leaves it out; every fuzzer runs at length."""
    long = text_of(ROOT / ".ci" / "long")
    assert "-m pytest -m slow" in long
    fuzzers = [
        path for path in (ROOT / "tests" / "fuzz").glob("*.py") if "__main__" in text_of(path)
    ]
    assert fuzzers
    assert [] == [path.name for path in fuzzers if f"tests/fuzz/{path.name}" not in long]


def test_our_own_hooks_run_what_is_installed():
    """Each entry is a program that the extras bring, and its arguments exist."""
    [repo] = yaml.safe_load(text_of(ROOT / ".pre-commit-config.yaml"))["repos"]
    assert "local" == repo["repo"]
    for hook in repo["hooks"]:
        program, *_ = hook["entry"].removeprefix(".venv/bin/").split()
        assert program in {*PROJECT["scripts"], "python", "ruff"}
        assert [] == missing(hook["entry"])


def test_the_hooks_for_others_are_commands():
    """Of the package that a hook installs."""
    hooks = offered()
    assert {"msglife-check", "msglife-verify"} == set(hooks)
    for hook in hooks.values():
        assert "python" == hook["language"]
        program, command = hook["entry"].split()
        assert program in PROJECT["scripts"]
        assert command in COMMANDS
    names = ["callbacks.jsonl", "session.har", "notes.json", "x.jsonl.bak"]
    pattern = hooks["msglife-check"]["files"]
    assert names[:2] == [name for name in names if re.search(pattern, name)]


def test_the_guide_shows_hooks_there_are():
    """With options that their commands have."""
    hooks = offered()
    [shown] = re.findall(r"```yaml\n(repos:.*?)```", text_of(ROOT / "docs/guide/ci.md"), re.DOTALL)
    [repo] = yaml.safe_load(shown)["repos"]
    assert set(hooks) == {hook["id"] for hook in repo["hooks"]}
    for hook in repo["hooks"]:
        command = cli.get_command(click.Context(cli), hooks[hook["id"]]["entry"].split()[1])
        known = {option for parameter in command.params for option in parameter.opts}
        assert set() == {word for word in hook["args"] if word.startswith("--")} - known


def test_releasing_names_commands_there_are():
    """Scripts, modules and commands of ours."""
    commands = shell_blocks(ROOT / "RELEASING.md")
    assert {".ci/run", ".ci/long", ".ci/consumer"} <= set(PATH.findall(commands))
    assert [] == missing(commands)
    assert [] == missing(text_of(ROOT / "RELEASING.md"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_an_issue_form_can_be_filled_in(path):
    """Its questions have labels, and ids of their own."""
    form = yaml.safe_load(text_of(path))
    if path.name == "config.yml":
        assert {"blank_issues_enabled"} == set(form)
        return
    assert {"name", "description", "labels", "body"} == set(form)
    asked = [each for each in form["body"] if each["type"] != "markdown"]
    assert len(asked) == len({each["id"] for each in asked})
    assert all(each["attributes"]["label"] for each in asked)


def test_the_typed_file_uses_every_public_name():
    """So a new one is checked by mypy as users write it."""
    used = {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(ast.parse(text_of(ROOT / "tests" / "typing" / "api.py")))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    for name in ("msglife", "msglife.handlers", "msglife.strategies"):
        module = importlib.import_module(name)
        assert set() == set(module.__all__) - used
    assert {"Recorder", "CannotRecord"} <= used


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (".ci/rum", [".ci/rum"]),
        ("python docs/generates.py --check", ["docs/generates.py"]),
        ("python -m no_such_module", ["no_such_module"]),
        ("msglife chek a.jsonl", ["chek"]),
        (".venv/bin/msglife verifies spec/providers", ["verifies"]),
        ("$PYTHON benchmarks/sped.py", ["benchmarks/sped.py"]),
    ],
)
def test_what_is_not_there_is_found(text, found):
    """A script, a module or a command that is misspelt."""
    assert found == missing(text)
