"""Lifecycles as JSON: what ``list`` and ``show`` tell programs. Members are only ever added."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

from ..spec import Basis, Form, Grounds, Lifecycle, Relation, Rule, Source


def summary_json(lifecycle: Lifecycle) -> dict[str, Any]:
    """Return what ``list`` tells of a lifecycle; its edges are counted by their basis."""
    bases = Counter(edge.grounds.basis for edge in lifecycle.edges)
    return {
        "id": lifecycle.id,
        "provider": lifecycle.provider,
        "title": lifecycle.title,
        "modes": list(dict.fromkeys(form.mode for form in lifecycle.forms)),
        "states": len(lifecycle.states),
        "edges": {basis: bases[basis] for basis in get_args(Basis)},
    }


def lifecycle_json(lifecycle: Lifecycle) -> dict[str, Any]:
    """Return what ``show`` tells of a lifecycle; its schemas are told by ``schema``."""
    conditions: list[Rule | Relation] = [*lifecycle.rules, *lifecycle.relations]
    return {
        "id": lifecycle.id,
        "provider": lifecycle.provider,
        "family": lifecycle.family,
        "variant": lifecycle.variant,
        "title": lifecycle.title,
        "summary": lifecycle.summary,
        "file": lifecycle.file,
        "sensitive": list(map(str, lifecycle.sensitive)),
        "sources": [_source(each) for each in lifecycle.sources],
        "forms": [_form(each) for each in lifecycle.forms],
        "endpoints": [
            {"name": each.name, "method": each.method, "path": each.path, "form": each.form}
            | _grounds(each.grounds)
            for each in lifecycle.endpoints
        ],
        "deadline": None if lifecycle.deadline is None else lifecycle.deadline.within,
        "states": [
            {
                "name": each.name,
                "value": each.value,
                "final": each.final,
                "canonical": each.canonical,
                "meaning": each.meaning,
            }
            | _grounds(each.grounds)
            for each in lifecycle.states
        ],
        "edges": [
            {
                "from": each.source,
                "to": each.target,
                "trigger": each.trigger,
                "cause": each.cause,
                "guarded": each.guard is not None,
            }
            | _grounds(each.grounds)
            for each in lifecycle.edges
        ],
        "rules": [
            {"id": each.id, "kind": each.kind, "severity": each.severity, "says": each.says}
            | _grounds(each.grounds)
            for each in conditions
        ],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "language": source.language,
        "tier": source.tier,
        "url": source.url or None,
        "defects": list(source.defects),
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "name": form.name,
        "mode": form.mode,
        "payload": form.payload,
        "key": str(form.key),
        "status": str(form.status),
        "time": None if form.time is None else str(form.time.at),
    } | _grounds(form.grounds)


def _grounds(grounds: Grounds) -> dict[str, Any]:
    return {
        "basis": grounds.basis,
        "cites": [{"source": each.source, "section": each.section} for each in grounds.cites],
        "note": grounds.note or None,
    }
