"""What the pages on test data and on handlers show is what happens."""

import importlib
import inspect
import json
import re
import shlex
import sys
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from msglife.conformance.generating.faults import FAULTS

from msglife.handlers import HandlerFailure, check_handler, handler_machine
from support.checkout import ROOT
from support.commands import run_msglife
from support.documents import code_blocks

DOCS = ROOT / "docs"
HANDLERS = (DOCS / "handlers.md").read_text(encoding="utf-8")
STRATEGIES = (DOCS / "strategies.md").read_text(encoding="utf-8")


PYTHON = code_blocks(HANDLERS, "python")


def framework_of(text):
    """The framework that a program of the page is about, which need not be installed."""
    found = re.search("^from (fastapi|django)", text, re.MULTILINE)
    return found[1] if found else ""


def of_fastapi():
    """Nothing but the framework and its client's own needs."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    return {}


def of_django():
    """A site with one view that stores statuses, and what stands in for its model."""
    django = pytest.importorskip("django")
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path

    stored = {}

    def view(request):
        payload = json.loads(request.body)
        told = (payload["timestamp"], payload["status"])
        if payload["status"] in ("submitted", "delivered", "rejected", "undeliverable"):
            key = payload["message_uuid"]
            stored[key] = max(stored.get(key, ("", "")), told)
        return HttpResponse()

    def rows(key):
        found = [stored[key][1]] if key in stored else []
        first = SimpleNamespace(first=lambda: next(iter(found), None))
        return SimpleNamespace(values_list=lambda *_, **__: first)

    urls = ModuleType("urls_of_the_page")
    urls.urlpatterns = [path("webhooks/status", view)]
    settings.configure(ROOT_URLCONF=urls, ALLOWED_HOSTS=["testserver"])
    django.setup()
    return {"Message": SimpleNamespace(objects=SimpleNamespace(filter=rows))}


FRAMEWORKS = {"fastapi": of_fastapi, "django": of_django}


@pytest.fixture
def unhurried():
    """Hypothesis on a busy machine: what it sets up at its first draw may take seconds there."""
    before = settings.get_current_profile_name()
    settings.register_profile("unhurried", suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")
    yield
    settings.load_profile(before)


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("text", PYTHON, ids=range(len(PYTHON)))
def test_the_python_runs(text, tmp_path, monkeypatch):
    """As a test module would: its test functions are called, with what fixtures they ask for."""
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "handlers.md", **FRAMEWORKS.get(framework_of(text), dict)()}
    exec(compile(text, "handlers.md", "exec"), names)  # our own document, as a reader would
    for name, value in names.items():
        if name.startswith("test_"):
            value(*inspect.signature(value).parameters)


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    """The handler of the page without its comparison of times, as a module."""
    text = code_blocks(HANDLERS, "python")[0]
    naive, mended = (
        text.replace(' and told_at >= believed.get(key, ("", ""))[0]', ""),
        text,
    )
    assert naive != mended
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "inbox.py").write_text(naive)
    yield importlib.import_module("inbox"), mended
    sys.modules.pop("inbox", None)


def test_the_failure_and_its_replay_are_as_shown(inbox):
    """The naive handler fails as the page says; its log fails again, and passes when mended."""
    module, mended = inbox
    with pytest.raises(HandlerFailure) as failure:
        check_handler(module.handle, module.status_of, "vonage/sms", seed=8)
    told = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "9437…", str(failure.value))
    told = re.sub(r"2026-01-01T[0-9:.]+Z", "…", told)
    shown = re.sub(r"2026-01-01T[0-9:.]+Z", "…", code_blocks(HANDLERS, "text")[0])
    finals = r"rejected|delivered|undeliverable"
    lines = [re.sub(finals, "FINAL", text).splitlines() for text in (shown, told)]
    assert lines[0][:6] == lines[1][:6]
    assert lines[1][6].startswith(lines[0][6].strip("… "))
    [command] = code_blocks(HANDLERS, "sh")
    args = shlex.split(command)[1:]
    module.believed.clear()
    assert 1 == run_msglife(*args).exit_code
    exec(mended, module.__dict__)
    done = run_msglife(*args)
    assert (0, "2 callbacks delivered") == (done.exit_code, done.output[:21])


def test_the_page_names_every_fault():
    """Those that can be asked for."""
    assert [] == [name for name in FAULTS if f"`{name}`" not in STRATEGIES]


def test_the_page_names_every_argument():
    """Of the functions that try a handler."""
    calls = (check_handler, handler_machine)
    names = [name for call in calls for name in list(inspect.signature(call).parameters)[3:]]
    names.remove("how")
    assert [] == [name for name in names if f"`{name}" not in HANDLERS]
