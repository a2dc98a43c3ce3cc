"""Message lifecycles, formally: load them, run them, judge captured logs by them.

Importing this loads nothing heavy: each function imports what it uses when it is called.

>>> import msglife
>>> msglife.load("vonage/sms").title
'Vonage Messages API: SMS'
"""

from __future__ import annotations

from os.path import dirname, isfile, join

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing to ask it would take as long as the rest
    from collections.abc import Iterable, Mapping, Sequence
    from os import PathLike
    from typing import Any, Final, Unpack

    from .conformance import Finding, MessageReport, Options, Report
    from .conformance.arrow.tables import ArrowStream
    from .errors import BadOption
    from .machines import Automaton, LifecycleMachine
    from .options import CheckOptions, HowOptions
    from .spec import Lifecycle, SpecError, UnknownForm, UnknownLifecycle

__version__: Final = "0.1.0"

__all__ = [
    "BadOption",
    "Finding",
    "Lifecycle",
    "LifecycleMachine",
    "MessageReport",
    "Report",
    "SpecError",
    "UnknownForm",
    "UnknownLifecycle",
    "__version__",
    "check",
    "check_table",
    "load",
    "machine",
    "schema",
]

_BESIDE: Final = dirname(dirname(__file__))
if isfile(join(_BESIDE, "spec", "lifecycle.schema.json")):
    # A checkout. Wherever Python starts in its root, this folder hides an installed package, and
    # `msglife.spec` would be missing: here the rooms are this folder's siblings, not within it.
    __path__.append(_BESIDE)

_HOMES: Final = {
    "BadOption": ".errors",
    "Finding": ".conformance",
    "Lifecycle": ".spec",
    "LifecycleMachine": ".machines",
    "MessageReport": ".conformance",
    "Report": ".conformance",
    "SpecError": ".spec",
    "UnknownForm": ".spec",
    "UnknownLifecycle": ".spec",
}
"""Where the public classes live; each is imported when it is first asked for."""


if not TYPE_CHECKING:  # or a type checker would take a misspelt name for one of these

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load(
    id: str,
    *,
    specs: str | PathLike[str] | Iterable[str | PathLike[str]] = (),
) -> Lifecycle:
    """Return a lifecycle.

    Args:
        id: such as ``provider/name``; ``msglife list`` names them all.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        SpecError: a specification is broken.

    >>> sorted(load("vonage/sms").finals)
    ['delivered', 'rejected', 'undeliverable']
    """
    from .paths import folders
    from .spec import catalog

    return catalog(folders(specs)).get(id)


def machine(
    id: str,
    *,
    specs: str | PathLike[str] | Iterable[str | PathLike[str]] = (),
) -> LifecycleMachine:
    """Return a lifecycle as a running machine, a `transitions.Machine`, in ``start``.

    Args:
        id: such as ``provider/name``.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        SpecError: a specification is broken.

    >>> machine("vonage/sms").get_triggers("submitted")
    ['reject', 'fail_to_connect', 'deliver', 'retry_busy']
    """
    from .machines import build_machine

    return build_machine(load(id, specs=specs))


def schema(
    id: str,
    *,
    form: str | None = None,
    specs: str | PathLike[str] | Iterable[str | PathLike[str]] = (),
) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a lifecycle's payloads; a copy, yours to change.

    Args:
        id: such as ``provider/name``.
        form: which of its forms of observation; its first if `None`.
        specs: folders of further lifecycle files.

    Raises:
        UnknownLifecycle: none has that id.
        UnknownForm: it has no such form.
        SpecError: a specification is broken.

    >>> schema("vonage/sms")["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    from copy import deepcopy

    from .spec import UnknownForm

    lifecycle = load(id, specs=specs)
    forms = {each.name: each for each in lifecycle.forms}
    name = next(iter(forms)) if form is None else form
    if name not in forms:
        raise UnknownForm(name, lifecycle.id, tuple(forms))
    return deepcopy(dict(forms[name].schema))


def check(
    logs: str | PathLike[str] | Iterable[str | PathLike[str]] | Iterable[Mapping[str, Any]],
    *,
    lifecycle: str | Sequence[str] | None = None,
    automata: Mapping[str, Automaton] | None = None,
    **options: Unpack[CheckOptions],
) -> Report:
    """Judge captured logs, or records in memory.

    Args:
        logs: a path (a file, a folder, ``-`` for standard input) or the address of a database
            (``postgresql://…``, ``sqlite:///…``), several of them, or records: dictionaries, each
            a payload or the envelope around one.
        lifecycle: what may be in them, ``provider`` or ``provider/name``, one or
            several; recognised from the payloads if `None`.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        options: each by its name, as `CheckOptions` of `msglife.options` has them:

    Options:
        specs: folders of further lifecycle files.
        strict: an assumed edge is an error.
        complete: the capture is whole: a missed status is an error.
        since: a message first seen before this moment may have begun before the capture;
            RFC 3339, a date (UTC), or a `datetime` with its zone.
        final_within: how long a final status may take, up to the log's latest time: such
            as ``90s``, ``15m``, ``24h``, ``3d``, a `timedelta`, or ``documented``: as long
            as the message's lifecycle says, where it says.
        payload_at: where payloads stand in the records of a foreign capture, if they are not
            to be found: a JSON Pointer, in which ``*`` is each item of a list, or the name of a
            column; one or several.
        received_at: where the time of reception stands in them, likewise; of dates such as
            ``3/4/2026`` it says what the parts are: ``/at m/d/y``, or ``d/m/y``.
        place_at: where stands what you call a record, such as the id of a row: findings name it.
        query: what databases are asked for; its order is the order of arrival.
        form: what payloads are taken for that could be of several forms; one or several names.
        select: prefixes of the codes to report; all if empty.
        ignore: prefixes of codes not to report; wins.
        show_numbers: do not mask phone numbers and other sensitive values.
        jobs: how many processes read large files; a script that asks for more than one needs
            the guard ``if __name__ == "__main__"``, as `multiprocessing` says.
        memory: what is kept of the lines of large files may take so much, in bytes, or such as
            ``512M`` or ``2G``; the rest goes to temporary files. 1 GiB if `None`.

    Raises:
        TypeError: `logs` is neither paths nor records, or both; or there is no such option.
        BadOption: an option cannot be understood, or points at nothing in any record, or a
            database refuses the query; a `ValueError`.
        ImportError: a log needs an extra that is not installed.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.

    >>> record = {"message_uuid": "8d2f", "status": "delivered", "channel": "sms"}
    >>> [message.verdict for message in check([record]).messages]
    ['violates']
    """
    from .options import build_options, check_query, read_logs

    built = build_options(lifecycle or (), **options)
    given = read_logs(logs)
    check_query(built.query, given)
    return _checked(given, built, automata)


def check_table(
    table: ArrowStream,
    *,
    payload: str | Sequence[str] | None = None,
    received_at: str | Sequence[str] | None = None,
    place: str | Sequence[str] | None = None,
    lifecycle: str | Sequence[str] | None = None,
    automata: Mapping[str, Automaton] | None = None,
    **options: Unpack[HowOptions],
) -> Report:
    """Judge the rows of a table, in their order; it is read once, in batches.

    It needs ``pip install 'msglife[columns]'``.

    Args:
        table: anything that has ``__arrow_c_stream__``: of pyarrow, polars, pandas, DuckDB …
        payload: the column that holds payloads, as JSON or as structs, or a JSON Pointer into
            one; empty if the columns are a payload's members themselves, nested by dots in their
            names. To be found if `None`.
        received_at: the column of the times of reception; likewise, and see `check`.
        place: the column of what you call a row: findings name it. Rows are numbered if `None`.
        lifecycle: what may be in it; see `check`.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        options: those of `check`, by their names.

    Raises:
        TypeError: it is no such table; or there is no such option.
        ImportError: pyarrow is not installed.
        BadOption: an option cannot be understood, or names no column; a `ValueError`.
        UnknownLifecycle, UnknownForm: an option names a lifecycle or a form there is not.
        SpecError: a specification is broken.
    """
    from .conformance.arrow.tables import Table
    from .options import build_options

    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(f"expected an object with __arrow_c_stream__, not {type(table).__name__}")
    places: Any = {"payload_at": payload, "received_at": received_at, "place_at": place}
    built = build_options(lifecycle or (), **places, **options)
    return _checked([Table.of(table, "table")], built, automata)


def _checked(
    logs: Iterable[Any], options: Options, automata: Mapping[str, Automaton] | None
) -> Report:
    from .conformance import BadQuery, NothingThere
    from .conformance import check as check_logs
    from .errors import BadOption

    try:
        return check_logs(logs, options, None if automata is None else dict(automata))
    except NothingThere as error:
        raise BadOption(error.option, str(error)) from None
    except BadQuery as error:
        raise BadOption("query", str(error)) from None
