"""What text looks like that is no JSON, and what would make it some."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Final

from ...spec.pointers import pointer_token
from .masking import mask_numbers, plain

_NODE: Final = "this is what Node's console prints, no JSON; log JSON.stringify(body)"
_PYTHON: Final = "this is what Python's print writes, no JSON; log json.dumps(body)"
_RUBY: Final = "this is what Ruby's inspect writes, or Elixir's, no JSON; log body.to_json"
_PHP: Final = "this is what PHP's print_r or var_export writes, no JSON; log json_encode($body)"
_GO: Final = "this is what Go's %v prints, no JSON; log what json.Marshal makes of the body"
_RUST: Final = "this is what Rust's {:?} prints, no JSON; log what serde_json makes of the body"
_PERL: Final = "this is what Perl's Dumper prints, no JSON; log encode_json($body)"
_ERLANG: Final = "this is a map as Erlang prints it, no JSON; log what json:encode makes of it"
_SWIFT: Final = "this is a dictionary as Swift prints it, no JSON; log what JSONEncoder makes of it"
_DOTNET: Final = "this is a record as .NET prints it, no JSON; log JsonSerializer.Serialize(body)"
_YAML: Final = "this is YAML, no JSON; yq -o json makes it JSON"
_JAVA: Final = "this is what Java's toString writes, no JSON; log the body as it came"
_PSQL: Final = (
    "this is a value of several lines as psql prints it, no JSON; psql -At does without +"
)
_ENTITIES: Final = "this is JSON as HTML or XML holds it, no JSON until its entities are undone"
_PERCENT: Final = "this is JSON as a URL holds it, no JSON until its percent signs are undone"

# In all of them white space is one space: `look_of` sees to it.
_VALUE: Final = r"(?:['{\[\d-]|true\b|false\b|null\b|undefined\b|new )"
_LOOKS: Final = (
    (re.compile(rf"[\[{{] ?(?:\{{ ?)?(?:[A-Za-z_$][\w$]*|'[^']*'): {_VALUE}"), _NODE),
    (re.compile(r"[\[{] ?&(?:quot|#34|#x22);"), _ENTITIES),
    (re.compile(r"[\[{] \+(?: |$)"), _PSQL),
    (re.compile(r"\{ ?<<\"[^\"]*\">> ?=>"), _ERLANG),
    (re.compile(r"[\[{] ?:?\"?\w+\"? ?=>"), _RUBY),
    (re.compile(r"\{ '\w+' => "), _PERL),
    (re.compile(r"\{ [a-z_]\w*: (?:\"|Some\(|None\b)[^{}]*(?:, [a-z_]\w*: |\})"), _RUST),
    (re.compile(r"\{ [A-Z]\w* = [^{}]*(?:, [A-Z]\w* = | \})"), _DOTNET),
    (re.compile(r"\{[A-Z]\w*:[^ {}\"'][^{}]*(?: [A-Z]\w*:|\})"), _GO),
    (re.compile(r"\{[A-Za-z_]\w*: (?:\"|nil\b)"), _RUBY),  # as of 3.4; Node pads, with other quotes
    (re.compile(r"\{ ?[A-Za-z_]\w*=[^{}]*(?:, ?[A-Za-z_]\w*=|\})"), _JAVA),
)
# Node pads its braces and quotes only the names that need it; Python does neither.
_DICT: Final = re.compile(r"\[?\{b?'[^']*' ?: ?(?:b?['\"{\[\d-]|True\b|False\b|None\b|datetime)")
_LINES: Final = (
    (re.compile(r"\s*(?:\[[\w.-]+\]|'[^']*') => |\s*\[\"[^\"]*\"\]=>"), _PHP),
    (re.compile(r".*%7B(?:%0D|%0A|%09|%20|\+)*%22", re.IGNORECASE), _PERCENT),
    (re.compile(r".*\bmap\[[A-Za-z_][\w.-]*:"), _GO),
    (re.compile(r".*\[\(b?'[^']*', "), _PYTHON),
    (re.compile(r"---\s*(?:\n|$)"), _YAML),
    (re.compile(r".*\b[A-Z]\w*\([A-Za-z_]\w*=[^()]*, [A-Za-z_]\w*=.*\)"), _JAVA),
    (re.compile(r".*\[\"\w+\": (?:\"|\d|Optional\()"), _SWIFT),
    (re.compile(r"[a-z_]\w*: \"[^\"]*\"\s*$"), "a message as Protocol Buffers print it"),
)
"""What lines are like that hold no brace."""
_NODES: Final = 500
"""So many values of a record are looked at."""
_MEMBERS: Final = 8
"""So many places in a record are named, to a person who knows the log."""
_DEEP: Final = 60
"""A place whose name has so many characters is not looked into."""
FORM: Final = re.compile(
    r"[\w.%~*\[\]-]+=(?:[^&=\s{}\"]+|[^&=\s{}\"]*(?:&[\w.%~*\[\]-]+=[^&\s{}\"]*)+)"
)
"""What forms and queries are like; base64, which ends with ``=``, is not."""
_XML: Final = re.compile(r"\s*<(?:\?xml|[A-Za-z_][\w:.-]*[\s>/])")


_FOREIGN: Final = {
    b"PK\x03\x04": "a zip archive, as Excel's workbooks are; unpack it, or save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Office document; save it as CSV",
    b"SQLite format 3\0": 'a database of SQLite; check sqlite:///FILE --query "select …"',
    b"%PDF-": "a PDF; export the log itself",
    b"ElfFile\0": "an event log of Windows; Get-WinEvent and ConvertTo-Json make it JSON",
    b"\xd4\xc3\xb2\xa1": "a capture of packets; tcpdump -A -r FILE shows its text",
    b"\xa1\xb2\xc3\xd4": "a capture of packets; tcpdump -A -r FILE shows its text",
    b"\n\r\r\n": "a capture of packets; tcpdump -A -r FILE shows its text",
    b"Obj\x01": "an Avro file; its tools' tojson makes it JSON",
    b"PGDMP": "a dump in PostgreSQL's own format; pg_restore -f - makes it SQL",
    b"BZh9": "packed by bzip2; bunzip2 unpacks it",
    b"\xfd7zXZ\0": "packed by xz; unxz unpacks it",
}


def look_of(text: str) -> str:
    r"""Say what an object that is no JSON looks like, and what would help; empty if unknown.

    Args:
        text: it, from its brace on.

    >>> look_of("{ id: 'x', to: '447' }")
    "this is what Node's console prints, no JSON; log JSON.stringify(body)"
    >>> look_of("{'id': 'x', 'read': True}")
    "this is what Python's print writes, no JSON; log json.dumps(body)"
    """
    head = " ".join(text[:2_000].split())
    if _DICT.match(head):
        return _PYTHON
    return next((words for pattern, words in _LOOKS if pattern.match(head)), "")


def look_of_text(text: str) -> str:
    """Say what a text without JSON looks like; empty if unknown.

    >>> look_of_text("id=1&status=delivered")
    'a form-encoded body'
    >>> look_of_text("INFO body {id=1, status=sent}")
    "this is what Java's toString writes, no JSON; log the body as it came"
    """
    head = text[:2_000]
    if FORM.fullmatch(head.strip()):
        return "a form-encoded body"
    if _XML.match(head):
        return "XML"
    if "{" in head:
        return look_of(head[head.find("{") :])
    return next((words for pattern, words in _LINES if pattern.match(head)), "")


def look_within(value: Any) -> str:
    """Say what texts within a value look like that hold no JSON, and where; empty if unknown.

    >>> look_within({"Records": [{"body": "id=1&status=sent"}]})
    'it holds a form-encoded body at /Records/0/body'
    """
    waiting: list[tuple[str, Any]] = [("", value)]
    for _ in range(_NODES):
        if not waiting:
            break
        place, here = waiting.pop()
        if isinstance(here, dict):
            waiting += [(f"{place}/{name}", each) for name, each in reversed(here.items())]
        elif isinstance(here, list):
            waiting += [(f"{place}/{at}", each) for at, each in reversed([*enumerate(here)])]
        elif isinstance(here, str) and "=" in here and (look := look_of_text(here)):
            words = "it holds " if look.startswith("a ") else ""
            return f"{words}{look} at {place}"
    return ""


def members_of(value: Any) -> str:
    """Name the places in a value at which something stands, the first few; empty if it has none.

    >>> members_of({"at": 7, "note": {"id": "n1", "states": ["sent", "done"]}})
    '/at, /note/id, /note/states/0'
    """
    places: list[str] = []
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting and len(places) <= _MEMBERS:
        place, here = waiting.pop()
        if isinstance(here, dict) and here and len(place) < _DEEP:
            first = [*islice(here.items(), _MEMBERS + 1)]
            waiting += [(f"{place}/{pointer_token(name)}", each) for name, each in reversed(first)]
        elif isinstance(here, list) and here and len(place) < _DEEP:
            waiting.append((f"{place}/0", here[0]))  # the others are like it
        elif place:
            places.append(plain(place))
    more = " and more" if len(places) > _MEMBERS else ""
    return mask_numbers(", ".join(places[:_MEMBERS])) + more


def foreign_kind(head: bytes) -> str:
    """Say what a file is that begins so and is no log, and what would help; empty if unknown.

    >>> foreign_kind(b"%PDF-1.7"), foreign_kind(b"{}")
    ('a PDF; export the log itself', '')
    """
    return next((words for mark, words in _FOREIGN.items() if head.startswith(mark)), "")
