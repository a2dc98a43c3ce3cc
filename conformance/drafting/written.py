"""A draft as the text of a lifecycle file; comments say what was seen, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...spec import START, Pointer
from ...spec.canonical import canonical_life
from ...spec.toml_text import toml_value
from .draft import Draft, FormDraft, StateDraft


def written(draft: Draft, found: str = "") -> dict[str, Any]:
    """Return the files of a drafted provider: text of the lifecycle file, and its schemas.

    Args:
        draft: the draft.
        found: where payloads stood in the log, in words, if not bare.
    """
    lines = _file(draft, found)
    files: dict[str, Any] = {f"{draft.name}.toml": "".join(f"{each}\n" for each in lines)}
    for form in draft.forms:
        files[schema_file(form)] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{draft.provider} {form.name}",
            "description": f"Inferred from {form.payloads} recorded payloads: compare it with what"
            " the provider documents. Members that were always there are required.",
            **form.schema,
        }
    return files


def schema_file(form: FormDraft) -> str:
    """Name the file of a form's schema."""
    return f"{form.name}.schema.json"


def _file(draft: Draft, found: str) -> Iterator[str]:
    seen = _counted(sum(form.payloads for form in draft.forms), "recorded payload")
    yield "#:schema lifecycle.schema.json"
    yield "# For editors: msglife schema --lifecycle-file > lifecycle.schema.json"
    yield "#"
    yield f"# Drafted from {seen} of {_counted(draft.messages, 'message')}. Everything is assumed:"
    yield "# it says what was seen, not what the provider promises. Read its document, confirm or"
    yield '# correct each entry: basis = "documented", cite = "<source>: <section>". msglife verify'
    yield "# tells what does not hold together."
    if found:
        yield "#"
        yield f"# In the log: {found}. If bodies come so, too, and not only the log,"
        yield "# say it with `items` in the form."
    yield ""
    yield "format = 1"
    yield f"provider = {toml_value(draft.provider)}"
    yield f"name = {toml_value(draft.name)}"
    yield f"title = {toml_value(f'{draft.provider} {draft.name}')}"
    yield 'summary = "Drafted from recorded payloads; say here what it is and how it is observed."'
    yield "# Reports mask what stands here: telephone numbers and texts, by name or by look."
    yield f"sensitive = {toml_value(draft.sensitive)}"
    yield ""
    yield "# What is cited: put the provider's document beside the log, or in its place."
    yield "[[sources]]"
    yield 'id = "log"'
    yield 'title = "Recorded payloads"'
    yield f"publisher = {toml_value(draft.provider)}"
    yield 'language = "en"'
    yield 'tier = "secondary"'
    for form in draft.forms:
        yield from ("", *_form(form))
    yield from (
        "",
        "# States, in order of first sight. Each may name its image in the life above all",
    )
    yield f"# providers: {', '.join(canonical_life().meanings)}."
    for state in draft.states:
        yield from ("", *_state(state))
    yield from ("", "# Steps that were seen. What is documented and was not seen is lacking.")
    if draft.dropped:
        yield f"# {draft.dropped} rare steps are left out: with them there would be too many ways."
    finals = {state.name for state in draft.states if state.final}
    for source, target, messages in draft.edges:
        yield from ("", *_edge(source, target, messages, finals))


def _form(form: FormDraft) -> Iterator[str]:
    guess = form.guess
    yield "[[forms]]"
    yield f"name = {toml_value(form.name)}"
    if form.side == "request":
        yield 'mode = "announced"  # each change is pushed; else "sampled": it is polled'
        yield "# changes_only = true  # if the first state may never be told"
    else:
        yield 'mode = "sampled"  # it is polled; else "announced": each change is pushed'
    yield f"payload = {toml_value(form.side)}"
    if form.encoded:
        yield 'encoding = "form"'
    if form.items:
        yield f"items = {toml_value(form.items)}"
    yield "# A payload of this form is known by these members: as few as tell it from others."
    yield f"select = {toml_value(_selector(form))}"
    yield f"schema = {toml_value(schema_file(form))}"
    yield f"key = {toml_value(str(guess.key))}{_others(guess.others['key'])}"
    yield f"status = {toml_value(str(guess.status))}{_others(guess.others['status'])}"
    if guess.time is not None:
        zone = ', zone = "Z"' if guess.time.zone is not None else ""
        unit = toml_value(guess.time.units[0])
        at = toml_value(str(guess.time.at))
        yield f"time = {{ at = {at}, unit = {unit}{zone} }}{_others(guess.others['time'])}"
        if zone:
            yield "# The times name no zone: that they are UTC is a guess."
    else:
        yield '# time = { at = "/…", unit = "rfc3339" }  # nothing that was seen looks like one'
    yield from _basis(f"log: seen in {_counted(form.payloads, 'payload')}")


def _others(places: tuple[str, ...]) -> str:
    return f"  # or {', '.join(places)}" if places else ""


def _selector(form: FormDraft) -> Mapping[str, Any]:
    """What has the members that the draft rests on."""
    places = [form.guess.key, form.guess.status]
    if form.guess.time is not None:
        places.append(form.guess.time.at)
    always = [place for place in places if _always(form.schema, place)]
    return _having(tuple(place.parts for place in (always or places[:2])))


def _always(schema: Mapping[str, Any], place: Pointer) -> bool:
    here: Any = schema
    for part in place.parts:
        if part not in here.get("required", ()):
            return False
        here = here["properties"][part]
    return True


def _having(paths: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    """A schema of objects that have members at some places."""
    names = dict.fromkeys(path[0] for path in paths)
    inner = {
        name: _having(deeper)
        for name in names
        if (deeper := tuple(path[1:] for path in paths if path[0] == name and path[1:]))
    }
    schema: dict[str, Any] = {"type": "object", "required": list(names)}
    return {**schema, "properties": inner} if inner else schema


def _state(state: StateDraft) -> Iterator[str]:
    yield "[[states]]"
    yield f"name = {toml_value(state.name)}"
    if state.value != state.name:
        yield f"value = {toml_value(state.value)}"
    yield 'meaning = "To be said in your own words."'
    if state.final:
        yield f"final = true  # {_counted(state.last, 'message')} ended so"
    canonical = state.name.lower() if state.name.lower() in canonical_life().meanings else "…"
    yield f"# canonical = {toml_value(canonical)}"
    yield from _basis(f"log: seen in {_counted(state.seen, 'payload')}")


def _edge(source: str, target: str, messages: int, finals: set[str]) -> Iterator[str]:
    yield "[[edges]]"
    yield f"from = {toml_value(source)}"
    yield f"to = {toml_value(target)}"
    yield f"trigger = {toml_value(f'reach_{target.lower()}')}"
    yield 'cause = "provider"  # or carrier, recipient, customer'
    if source in finals and target not in finals and source != START:
        yield "reopens = true"
    yield from _basis(f"log: seen in {_counted(messages, 'message')}")


def _basis(cite: str) -> Iterator[str]:
    yield 'basis = "assumed"'
    yield f"cite = {toml_value(cite)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
