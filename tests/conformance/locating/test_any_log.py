"""Any log: payloads are found wherever they stand, and what remains is told."""

from __future__ import annotations

import json

import pytest
from msglife.conformance import NothingThere, Options, Spot, Wanted, check
from msglife.conformance.reports.text_report import to_text

from msglife.options import build_options
from support.checkout import ROOT
from support.found import about_records, lives, options_in, written
from support.printed import PRINTED
from support.shapes import TEXTS
from support.stores import STORES
from support.ways import assert_same, record_by_record

SHAPES = {**TEXTS, **STORES, **PRINTED}
SAMPLES = ROOT / "tests" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
PAYLOADS = [
    json.loads(line) for line in (SAMPLES / "bare.jsonl").read_text(encoding="utf-8").splitlines()
]
REFERENCES = dict(
    zip(
        dict.fromkeys(each["message_uuid"] for each in PAYLOADS),
        ('o\'hara {x} "q" \\ é \t', "fiancé 漢", "-", "{}"),
        strict=True,
    )
)
for payload in PAYLOADS:
    payload["client_ref"] = REFERENCES[payload["message_uuid"]]


@pytest.mark.parametrize("name", EXPECTED)
def test_samples(name):
    """Every sample comes to what is expected of it, both ways, without an option."""
    expected = EXPECTED[name]
    report = assert_same(SAMPLES / name)
    log = report.logs[0]
    same = EXPECTED.get(expected.get("like", ""), {})
    assert expected["codes"] == about_records(report)
    if "exit" in expected:
        assert expected["exit"] == report.exit_code()
    if "lives" in same | expected:
        assert (same | expected)["lives"] == lives(report)
    told = sorted({f"{each.code} {each.severity}" for each in report.findings})
    assert expected.get("findings", told) == told
    assert any(expected.get("says", "") in each.message for each in report.findings) or not told
    if "counts" in expected:
        assert expected["counts"] == [log.used, log.ignored, log.unread]
    assert all(each in log.found for each in expected.get("found", []))
    assert all(each in log.known for each in expected.get("known", []))
    assert expected.get("problem", "") in log.problem


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name, tmp_path):
    """Each shape is judged as the bare payloads are; the options in the head say the same."""
    bare, log = tmp_path / "bare.jsonl", tmp_path / "any.log"
    bare.write_text("\n".join(map(json.dumps, PAYLOADS)), encoding="utf-8")
    log.write_text(SHAPES[name](PAYLOADS), encoding="utf-8", newline="")
    expected = record_by_record([str(bare)], Options())
    found = record_by_record([str(log)], Options())
    judged = [(each.verdict, each.last, each.key) for each in expected.messages]
    assert judged == [(each.verdict, each.last, each.key) for each in found.messages]
    assert [] == about_records(found)
    assert len(PAYLOADS) == found.logs[0].used
    if found.logs[0].found:
        options = build_options(**options_in(found.logs[0].found))
        again = record_by_record([str(log)], options)
        assert found.messages == again.messages
        assert found.findings == again.findings


@pytest.mark.parametrize("name", list(SHAPES)[::4])
def test_shapes_by_rows(name, tmp_path):
    """What is found is the same by rows, with the times of reception."""
    log = tmp_path / "any.log"
    shuffled = [PAYLOADS[number] for number in (1, 0, 3, 2, 5, 4)]
    log.write_text(SHAPES[name](shuffled), encoding="utf-8", newline="")
    assert len(PAYLOADS) == assert_same(log).observations


def test_a_single_line_behind_text_says_where(tmp_path):
    """A log of one record: the options in its head say the same."""
    log = written(tmp_path, f"2026-03-01 10:00:08 INFO got {json.dumps(PAYLOADS[0])}\n")
    found = assert_same(log).logs[0].found
    assert "(--payload-at '' --received-at '')" in found
    again = check([str(log)], build_options(**options_in(found)))
    assert 1 == again.logs[0].used


FRIENDS = {
    "nginx": '10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "GET /users/{id} HTTP/1.1" 200 5 "-" "x"\n',
    "an application": '2026-03-01 10:00:00 INFO up {"port": 3000, "status": "ok"}\n',
    "JSON lines": '{"level": "info", "msg": "up", "status": "ok", "id": 7}\n',
    "a table": "id,status\n1,delivered\n2,sent\n",
    "a dump": "COPY public.users (id, name) FROM stdin;\n1\tJane\n\\.\n",
    "a document": '{"status": "success", "data": {"result": [{"id": "a", "state": "on"}]}}\n',
    "a configuration": "[tool]\nname = {x = 1}\n",
    "prose": "nothing\nof interest\n",
}


@pytest.mark.parametrize("name", FRIENDS)
def test_false_friends(name, tmp_path):
    """Logs of other systems are never judged, and never green."""
    report = assert_same(written(tmp_path, FRIENDS[name] * 3))
    assert (3, []) == (report.exit_code(), lives(report))
    assert report.logs[0].problem


@pytest.mark.parametrize("count", [1, 3])
def test_only_known_traffic_is_not_green(count, tmp_path):
    """A log of inbound messages alone holds nothing to judge, and says what it holds."""
    inbound = {"message_uuid": "a", "from": "447700900000", "message_type": "text", "text": "Hi"}
    report = assert_same(written(tmp_path, f"{json.dumps(inbound)}\n" * count))
    assert 3 == report.exit_code()
    assert f"known traffic only, which tells no status: {count} × inbound message" in (
        report.logs[0].problem
    )


LOOKS = {
    "Node's console": ["{ id: 'x', to: '447' }", "got { id: 'x' }", "[\n  {\n    id: 'x'\n  }\n]"],
    "Python's print": [
        "INFO got {'id': 'x', 'read': True}",
        "{'id': 'x'}",
        "{'id': 'x',\n 'to': '4'}",
        "INFO:app:ImmutableMultiDict([('id', 'x'), ('to', '4')])",
    ],
    "Ruby's inspect": [
        '{"id"=>"x", "to"=>"447"}',
        "got {:id=>1}",
        'Parameters: {id: "x", to: nil}',
    ],
    "Go's %v": [
        "2026/03/01 10:00:00 hook map[id:x status:sent]",
        "hook &{MessageUUID:x Status:delivered To:447700900000}",
    ],
    "Rust's {:?}": ['INFO hook: Status { id: "x", to: Some("447700900000") }'],
    "Perl's Dumper": ["$VAR1 = {\n  'status' => 'delivered',\n  'id' => 'x'\n};"],
    "as Erlang prints it": ['[info] #{<<"id">> => <<"x">>,<<"status">> => <<"delivered">>}'],
    "as Swift prints it": ['hook ["status": "delivered", "id": "x"]'],
    "as .NET prints it": ["INFO StatusCallback { MessageUuid = x, Status = delivered }"],
    "Protocol Buffers": ['id: "x"'],
    "PHP's print_r": ["    [id] => x", "  'id' => 'x',", '  ["id"]=>'],
    "as psql prints it": ["  0 | {                  +"],
    "as HTML or XML holds it": ["got {&quot;id&quot;: &quot;x&quot;}", "{&#34;id&#34;: 1}"],
    "as a URL holds it": ["10.0.0.1 GET /hook?%7B%22id%22%3A%22x%22%7D 200"],
    "YAML": ["---\nid: x\nstatus: sent"],
    "Java's toString": [
        "INFO body {id=x, status=delivered}",
        "INFO Hook - Callback(id=x, status=delivered)",
    ],
    "a form-encoded body": ["id=x&status=delivered", '{"Records": [{"body": "id=x&status=sent"}]}'],
    "XML": ["<receipt><id>x</id></receipt>"],
}


@pytest.mark.parametrize(
    ("look", "text"), [(look, text) for look, texts in LOOKS.items() for text in texts]
)
def test_what_is_printed_is_named_and_never_read(look, text, tmp_path):
    """One line says what it is; the same is told once, with a count."""
    report = assert_same(written(tmp_path, f"{text}\n" * 3))
    assert (3, []) == (report.exit_code(), lives(report))
    assert look in report.logs[0].problem
    told = [line for line in to_text(report).splitlines() if line.startswith("  ") and look in line]
    # The pattern in the head, and the finding.
    assert 2 == len(told)
    assert all("×3" in line for line in told)


FOREIGN = {
    "a zip archive": b"PK\x03\x04\x14\0",
    "an old Office document": b"\xd0\xcf\x11\xe0\xa1\xb1",
    "check sqlite:///FILE": b"SQLite format 3\0",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3",
    "an event log of Windows": b"ElfFile\0\0\0",
    "a capture of packets": b"\xd4\xc3\xb2\xa1\x02\0",
    "an Avro file": b"Obj\x01\x04",
    "pg_restore": b"PGDMP\x01",
    "bunzip2": b"BZh91AY&SY",
    "unxz": b"\xfd7zXZ\0",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_files_are_named(name, tmp_path):
    """One line says what a file is that is no log, and what would help."""
    log = tmp_path / "any.log"
    log.write_bytes(FOREIGN[name] * 50)
    report = assert_same(log)
    assert (3, ["LOGS002"]) == (report.exit_code(), about_records(report))
    assert name in report.logs[0].problem


def test_a_form_behind_a_label(tmp_path):
    """The label is no part of it, whatever the form's values are."""
    bare = (SAMPLES / "form_access.log").read_text(encoding="utf-8")
    lines = [line for line in bare.splitlines() if '"SmsSid' in line]
    assert lines
    expected = assert_same(written(tmp_path, "\n".join(lines)))
    labelled = [line.replace('"SmsSid', '"body=SmsSid') for line in lines]
    found = assert_same(written(tmp_path, "\n".join(labelled), "labelled.log"))
    assert lives(expected) == lives(found) != []


def test_a_column_is_true_and_what_stands_there_is_shown(tmp_path):
    """Whatever stands before it; a phone number is masked."""
    lines = ['é {"é": "漢", "a": nope}', '{"é": "漢", "a": nope}', '{"a": 447700900000x}']
    report = assert_same(written(tmp_path, "\n".join([f"INFO {json.dumps(PAYLOADS[0])}", *lines])))
    words = [each.message for each in report.findings if each.code == "LOGS001"]
    assert "at column 19 ('nope}' stands there)" in words[0]
    assert "at column 17 ('nope}' stands there)" in words[1]
    assert "900000" not in words[2]


def test_what_remains_is_told(tmp_path):
    """Behind text: lines without a brace are counted, a broken one is told, as is a near miss."""
    near = {key: value for key, value in PAYLOADS[0].items() if key != "channel"}
    lines = [
        "Server listening on 3000",
        f"INFO got {json.dumps(PAYLOADS[0])}",
        'INFO request {"id": 1}',
        f"INFO got {json.dumps(PAYLOADS[1])[:-9]}",
        f"INFO got {json.dumps(near)}",
        "GET /users/{id} 200",
    ]
    report = assert_same(written(tmp_path, "\n".join(lines)))
    log = report.logs[0]
    assert [("LOGS001", 4), ("LOGS003", 5)] == [
        (each.code, each.place.line) for each in report.findings
    ]
    assert (6, 1, 4, 1) == (log.records, log.used, log.ignored, log.unread)
    assert "3 records hold no payload" in log.found


def test_what_stands_elsewhere_is_told(tmp_path):
    """In structured logs: a record without the place is counted, unless it is a payload."""
    records = [
        *({"body": each} for each in PAYLOADS[:2]),
        *({"level": "info", "msg": "up"} for _ in range(200)),
        {"body": {"hello": "world"}},
        {"other": PAYLOADS[2]},
        PAYLOADS[3],
    ]
    report = assert_same(written(tmp_path, "\n".join(map(json.dumps, records))))
    log = report.logs[0]
    told = [(each.code, each.place.line) for each in report.findings if "LOGS" in each.code]
    assert [("LOGS003", 203), ("LOGS003", 204), ("LOGS003", 205)] == told
    assert (205, 2, 203, 0) == (log.records, log.used, log.ignored, log.unread)


def test_the_first_records_may_hold_none(tmp_path):
    """Where an application starts with lines of its own, payloads are found behind them."""
    text = '{"level": "info", "msg": "up"}\n' * 500 + "".join(
        json.dumps({"msg": "got", "body": each}) + "\n" for each in PAYLOADS
    )
    report = assert_same(written(tmp_path, text))
    assert (len(PAYLOADS), 500) == (report.logs[0].used, report.logs[0].ignored)


def test_a_place_within_a_document(tmp_path):
    """Findings point at the item."""
    items = [{"message": json.dumps(each)} for each in (*PAYLOADS[:2], {**PAYLOADS[2], "to": 5})]
    report = assert_same(written(tmp_path, json.dumps({"events": items})))
    places = [str(each.place) for each in report.findings if each.code == "PAYL001"]
    assert [f"{tmp_path}/any.log:1#/events/2/message"] == places


def wanted(payload_at=(), received_at=()):
    """Options that name places."""
    return Options(
        wanted=Wanted(tuple(map(Spot.parse, payload_at)), tuple(map(Spot.parse, received_at)))
    )


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (
            {"payload_at": ["/body"]},
            "at '/body' in any record; a record has /events",
        ),
        ({"payload_at": ["body"]}, "at 'body' in any record; a record has /events"),
        ({"payload_at": ["/events/*/body"]}, "nothing stands at '/events/*/body'"),
        ({"received_at": ["/at"]}, "at '/at' in any record; a record has /events"),
        ({"payload_at": ["/events/*/message", "/x"]}, "nothing stands at '/x'"),
    ],
)
@pytest.mark.parametrize("smallest", [0, 2**20])
def test_a_pointer_that_hits_nothing(places, words, smallest, tmp_path):
    """It is an error of the call, which names what is there."""
    log = written(tmp_path, json.dumps({"events": [{"message": each} for each in PAYLOADS]}))
    with pytest.raises(NothingThere) as raised:
        check([str(log)], wanted(**places), smallest=smallest)
    assert words in str(raised.value)
    assert next(iter(places)) == raised.value.option


def test_a_pointer_at_one_of_many_says_so(tmp_path):
    """It is judged as asked, and the head says what was left."""
    log = written(tmp_path, json.dumps({"events": [{"message": each} for each in PAYLOADS]}))
    report = check([str(log)], wanted(["/events/0/message"]))
    assert 1 == report.logs[0].used
    assert "/events/0/message is one of 6 at /events/*/message" in report.logs[0].found


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("count", [1, 6])
def test_envelopes_in_a_document_stay_envelopes(indent, count, tmp_path):
    """They tell of exchanges, not only of bodies."""
    url = "https://api.example/partner-gateway/v1/messages/status/a?channel=SMS"
    envelopes = [
        {"request": {"method": "GET", "url": url}, "response": {"status": 500}},
        *({"request": {"method": "POST", "url": "/", "body": each}} for each in PAYLOADS),
    ][: count + 1]
    whole = envelopes[0] if count == 1 else envelopes
    report = assert_same(written(tmp_path, json.dumps(whole, indent=indent)))
    assert ("", "LOGS008") == (report.logs[0].found, report.findings[0].code)


def test_several_places(tmp_path):
    """Payloads of two kinds of records are judged together."""
    half = len(PAYLOADS) // 2
    records = [{"a": each} for each in PAYLOADS[:half]]
    records += [{"b": each} for each in PAYLOADS[half:]]
    log = written(tmp_path, "\n".join(map(json.dumps, records)))
    report = check([str(log)], wanted(["/a", "/b"]))
    assert (len(PAYLOADS), EXPECTED["bare.jsonl"]["lives"]) == (report.logs[0].used, lives(report))


TOO_DEEP = {"a": json.dumps(PAYLOADS[0])}


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        "[" * 100_000,
        '{"a":' * 50_000,
        "INFO " + '{"a":' * 50_000,
        '{"' * 100_000,
        "INFO {\n" * 5_000,
        "x {\n" + '"a": [\n' * 30_000,
        '{"body": "' + "A" * 300_000 + '"}',
        "a,b\n" + '"' * 100_001,
        "INSERT INTO t VALUES (" + "'a'," * 50_000,
        "INSERT INTO t VALUES ('" + "\\" * 50_001,
        json.dumps({"a": json.dumps({"a": json.dumps({"a": json.dumps(TOO_DEEP)})})}),
    ],
    ids=lambda text: text[:12],
)
def test_hostile(text, tmp_path):
    """Nothing of it is judged, and it ends."""
    assert 3 == check([str(written(tmp_path, text))]).exit_code()
