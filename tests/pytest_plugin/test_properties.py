"""Properties of items in pytest's own reports, JUnit XML among them."""

import xml.etree.ElementTree as ET

import pytest

pytest_plugins = ["pytester"]


def properties(pytester, *options):
    """The properties of each test case of a run, by its name."""
    start = pytester.runpytest_subprocess if options == ("-n2",) else pytester.runpytest
    start("--junitxml=report.xml", *options)
    tree = ET.parse(pytester.path / "report.xml")
    return {
        case.get("name"): {each.get("name"): each.get("value") for each in case.iter("property")}
        for case in tree.iter("testcase")
    }


def expected(lifecycles="vonage/sms", **counts):
    verdicts = dict.fromkeys(("violates", "undecided", "tolerated", "open", "conforms"), 0) | counts
    messages = {"msglife_lifecycles": lifecycles, "msglife_messages": str(sum(counts.values()))}
    return messages | {f"msglife_{name}": str(number) for name, number in verdicts.items()}


@pytest.mark.parametrize("options", [[], ["-n2"]])
def test_items_and_tests_have_them(project, logs, options):
    """Verdicts, messages and lifecycles of a log; of a test, summed over its checks."""
    project.path.joinpath("tests/logs/good.jsonl").unlink()
    project.path.joinpath("tests/test_own.py").write_text(
        f"def test_own(request, msglife):\n"
        f"    request.node.user_properties.append(('mine', 1))\n"
        f"    msglife.check({logs.BAD!r})\n"
        f"    msglife.assert_conforms({logs.OPEN!r})\n"
        f"    msglife.check({logs.GOOD!r}, 'vonage/whatsapp')\n"
        f"def test_other(): pass\n"
    )
    found = properties(project, *options)
    both = expected("vonage/sms, vonage/whatsapp", conforms=2, violates=1, open=1)
    assert {"mine": "1", **both} == found["test_own"]
    assert {} == found["test_other"]
    assert expected(violates=1, conforms=1) == found["msglife"]


def test_an_empty_log_has_no_message(project):
    """It fails, and its report says of what."""
    project.path.joinpath("tests/logs/bad.jsonl").write_text("")
    assert expected(lifecycles="") == properties(project, "tests/logs/bad.jsonl")["msglife"]
