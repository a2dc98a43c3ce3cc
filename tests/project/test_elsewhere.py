"""Where people work: the GitHub action, the container, the hooks, run as far as they can be."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from support.checkout import EXAMPLES, ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step.get("id", step.get("name")): step for step in ACTION["runs"]["steps"]}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BIN = Path(sys.executable).parent
EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
INSTRUCTIONS = [line.split(maxsplit=1) for line in CONTAINER.splitlines() if line[:1].isupper()]


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """Runs a step of the action as GitHub's runner does; msglife is as good as installed."""
    temporary = tmp_path / "temporary"
    (temporary / "msglife").mkdir(parents=True)
    (temporary / "msglife" / "bin").symlink_to(BIN)
    (tmp_path / "logs").mkdir()
    monkeypatch.chdir(tmp_path)

    def run(step, root=ROOT, **inputs):
        given = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
        given |= inputs
        known = {f"inputs.{name}": value for name, value in given.items()}
        known["steps.python.outputs.python-path"] = sys.executable
        env = {
            name: EXPRESSION.sub(lambda found: known[found[1]], value)
            for name, value in STEPS[step]["env"].items()
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]],
            env={
                **os.environ,
                **env,
                "RUNNER_TEMP": str(temporary),
                "GITHUB_ACTION_PATH": str(root),
                "GITHUB_OUTPUT": str(tmp_path / "output"),
                "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def status_told(tmp_path):
    return (tmp_path / "output").read_text(encoding="utf-8")


def test_the_action_is_one():
    """Each step says how it runs, and what it reads of others is there."""
    assert "composite" == ACTION["runs"]["using"]
    assert all(step.get("shell") == "bash" for step in STEPS.values() if "run" in step)
    read = set(EXPRESSION.findall((ROOT / "action.yml").read_text(encoding="utf-8")))
    inputs = {f"inputs.{name}" for name in ACTION["inputs"]}
    outputs = {"steps.python.outputs.python-path", "steps.check.outputs.exit-status"}
    assert inputs | outputs == read


def test_no_input_of_the_action_is_read_as_a_command():
    """It comes by the environment, never by text that a shell runs."""
    assert [] == [step["run"] for step in STEPS.values() if "${{" in step.get("run", "")]


def test_the_action_annotates_and_writes_summary_and_sarif(runner, tmp_path):
    """All by one run; it fails as the check does, and says how."""
    shutil.copyfile(EXAMPLES / "vonage.jsonl", tmp_path / "logs" / "of today.jsonl")
    done = runner("check", logs="logs/of today.jsonl\n")
    assert 1 == done.returncode, done.stderr
    assert done.stdout.startswith("::error file=logs/of today.jsonl,line=")
    assert "7" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    sarif = json.loads((tmp_path / "msglife.sarif").read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"]
    assert "exit-status=1\n" == status_told(tmp_path)


def test_the_action_takes_options_quoted_as_in_a_shell(runner, tmp_path):
    """And a pattern among its logs is msglife's to expand."""
    shutil.copyfile(EXAMPLES / "vonage.jsonl", tmp_path / "logs" / "a.jsonl")
    shutil.copyfile(EXAMPLES / "scg.jsonl", tmp_path / "logs" / "b.jsonl")
    done = runner("check", logs="logs/*.jsonl", args="--fail-on 'never' --final-within '24h'")
    assert 0 == done.returncode, done.stderr
    assert "logs/a.jsonl" in done.stdout and "logs/b.jsonl" in done.stdout
    assert "exit-status=0\n" == status_told(tmp_path)


@pytest.mark.parametrize(
    "inputs", [{"logs": "$(touch pwned)"}, {"logs": "x", "args": ";touch pwned"}]
)
def test_the_action_runs_nothing_of_its_inputs(runner, tmp_path, inputs):
    """Neither as a command nor as an option."""
    assert runner("check", **inputs).returncode in (2, 3)
    assert not (tmp_path / "pwned").exists()


def test_a_log_named_like_an_option_is_a_log(runner, tmp_path):
    """It stands after `--`."""
    shutil.copyfile(EXAMPLES / "vonage.jsonl", tmp_path / "--help")
    assert 1 == runner("check", logs="--help").returncode


@pytest.mark.slow
def test_the_action_installs(runner, tmp_path):
    """A checkout of its own, with its pins, in an environment of its own."""
    (tmp_path / "temporary" / "msglife" / "bin").unlink()
    checkout = tmp_path / "checkout"
    for name in copied():
        source, target = ROOT / name, checkout / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source, target)
    done = runner("Install msglife", root=checkout)
    assert 0 == done.returncode, done.stderr
    shutil.copyfile(EXAMPLES / "scg.jsonl", tmp_path / "logs" / "a.jsonl")
    assert 1 == runner("check", root=checkout, logs="logs").returncode


def copied():
    """What the container is built from."""
    found = [words for name, words in INSTRUCTIONS if name == "COPY" and "--from" not in words]
    return [name for words in found for name in words.split()[:-1]]


def test_the_container_is_built_from_all_that_the_package_is():
    """Its rooms, what its metadata reads, the pins."""
    folders = {
        path.partition("/")[0] for path in PROJECT["tool"]["setuptools"]["package-dir"].values()
    }
    metadata = {"setup.py", "README.md", *PROJECT["project"]["license-files"]}
    assert {"pyproject.toml", "constraints.txt", *metadata, *folders} == set(copied())
    assert [] == [name for name in copied() if not (ROOT / name).exists()]


def test_the_container_installs_extras_there_are():
    """And runs the command that the install brings."""
    [install] = [words for name, words in INSTRUCTIONS if name == "RUN"]
    [extras] = re.findall(r"'\.\[(.*)\]'", install)
    assert set() == set(extras.split(",")) - set(PROJECT["project"]["optional-dependencies"])
    [entry] = [words for name, words in INSTRUCTIONS if name == "ENTRYPOINT"]
    assert set(json.loads(entry)) == set(PROJECT["project"]["scripts"])


def test_the_container_is_slim_and_not_root():
    """Its user has a number other than 0, and of what built it only the result comes along."""
    stages = [words for name, words in INSTRUCTIONS if name == "FROM"]
    assert 2 == len(stages) and all("-slim" in words for words in stages)
    last = INSTRUCTIONS[max(i for i, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]
    [user] = [words for name, words in last if name == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert "RUN" not in {name for name, _ in last}


def hook(name):
    """The words a hook's entry is run by."""
    [found] = [each for each in HOOKS if each["id"] == name]
    return found["entry"].split()


def run_hook(name, *words, cwd):
    """Run a hook as pre-commit does: its entry, its arguments, the files that changed."""
    program, *rest = hook(name)
    command = [BIN / program, *rest, *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("log", "status"), [("scg.jsonl", 1), ("partner_gateway.har", 1)])
def test_the_hook_judges_logs(log, status):
    """A fault fails the commit."""
    done = run_hook("msglife-check", log, cwd=EXAMPLES)
    assert status == done.returncode, done.stderr
    assert "violate" in done.stdout


def test_the_hook_lets_a_sound_log_pass():
    """Nothing is at the gate."""
    words = ("--ignore", "LIFE,PAYL,RULE,LOGS", "kannel.jsonl")
    assert 0 == run_hook("msglife-check", *words, cwd=EXAMPLES).returncode


def test_the_hook_verifies_lifecycle_files(tmp_path):
    """A folder given as an argument; a broken file fails the commit."""
    shutil.copytree(ROOT / "spec" / "providers" / "go4network", tmp_path / "lives")
    assert 0 == run_hook("msglife-verify", "lives", cwd=tmp_path).returncode
    [file] = (tmp_path / "lives").glob("*.toml")
    file.write_text(file.read_text(encoding="utf-8").replace("format = 1", ""), encoding="utf-8")
    done = run_hook("msglife-verify", "lives", cwd=tmp_path)
    assert 2 == done.returncode
    assert "'format' is a required property" in done.stderr


def shown(page, language):
    """The blocks of a page in one language."""
    text = (ROOT / "docs" / "guide" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_guide_gives_the_action_what_it_takes():
    """Its inputs, each told in the table; and it reads what the action says."""
    workflow = yaml.safe_load(shown("ci.md", "yaml")[0])
    [used] = [each for each in workflow["jobs"]["check"]["steps"] if "msglife" in each["uses"]]
    assert {"logs"} <= set(used["with"]) <= set(ACTION["inputs"])
    text = (ROOT / "docs" / "guide" / "ci.md").read_text(encoding="utf-8")
    assert [] == [name for name in ACTION["inputs"] if f"| `{name}` |" not in text]
    read = re.findall(r"steps\.msglife\.outputs\.([\w-]+)", text)
    assert read and set(read) <= set(ACTION["outputs"])


def test_the_guide_to_installing_names_what_there_is():
    """Every extra for users, and commands of ours."""
    text = (ROOT / "docs" / "guide" / "install.md").read_text(encoding="utf-8")
    extras = set(PROJECT["project"]["optional-dependencies"])
    told = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert told <= extras
    assert {
        name for words in re.findall(r"\[(\w+(?:,\w+)*)\]'", text) for name in words.split(",")
    } <= told
    commands = re.findall(
        r"(?:uvx|msglife\]'|run) msglife (\w+)|\]' msglife (\w+)",
        "\n".join(shown("install.md", "sh")),
    )
    assert {"check", "explain"} == {name for pair in commands for name in pair if name}
