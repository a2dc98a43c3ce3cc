"""Databases, real ones: a file of SQLite, and a PostgreSQL."""

import json
from urllib.parse import unquote

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pytest
from msglife.conformance import BadQuery, Options, Spot, Wanted, check
from msglife.conformance.arrow.databases import database, is_database, without_password

from support.callbacks import key_of, sms
from support.checkout import ROOT
from support.commands import run_msglife
from support.postgresql import PASSWORD
from support.tables import ask, lives
from support.ways import comparable, record_by_record

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
TEXTS = BARE.read_text(encoding="utf-8").splitlines()
EXPECTED = lives(record_by_record([str(BARE)], Options()))
ROWS = [(f"evt-{number}", f"2026-03-01 10:00:{number:02}", t) for number, t in enumerate(TEXTS)]
QUERY = "select * from events order by id"


def asked(address, query, **options):
    """The report of a query, which is the same both ways."""
    chosen = Options(query=query, **options)
    small = check([address], chosen)
    large = check([address], chosen, smallest=0)
    assert comparable(small) == comparable(large)
    return large


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    """The address of a file of SQLite."""
    path = tmp_path_factory.mktemp("sqlite") / "events?#%20.db"
    fill = "insert into events values (?, ?, ?)"
    create = "create table events (id text, created_at text, payload text)"
    from urllib.parse import quote

    ask(adbc_driver_sqlite.dbapi, f"file:{quote(str(path))}", create, fill, rows=ROWS)
    return f"sqlite:///{quote(str(path))}"


@pytest.fixture(scope="module")
def server(postgresql):
    """The address of a PostgreSQL with the same, and more."""
    driver = adbc_driver_postgresql.dbapi
    create = "create table events (id text, created_at text, payload text)"
    ask(driver, postgresql, create, "insert into events values ($1, $2, $3)", rows=ROWS)
    ask(
        driver,
        postgresql,
        "create table typed as select id, (created_at || '+00')::timestamptz created_at, "
        "payload::jsonb payload, payload::json original from events",
    )
    return postgresql


@pytest.fixture(params=["sqlite", "server"])
def address(request):
    """Each of both."""
    return request.getfixturevalue(request.param)


def test_a_query(address):
    """Its rows are judged, in its order; findings name them."""
    report = asked(address, QUERY, wanted=Wanted(place_at=(Spot.parse("id"),)))
    assert EXPECTED == lives(report)
    (finding,) = report.findings
    assert f"{without_password(address)}:evt-2" == str(finding.place)
    assert "payloads at payload, received at created_at" in report.logs[0].found


def test_the_order_of_the_query_is_that_of_arrival(address):
    """Turned round, nothing else tells what came first."""
    untimed = "select payload from events order by id desc"
    found = asked(address, untimed)
    assert {"DELV002", "DELV003"} == {each.code for each in found.findings}
    assert {"DELV003"} == {each.code for each in asked(address, untimed[:-5]).findings}


def test_members_as_columns(address):
    """Columns may be the payload's members, named by the query."""
    json_of = "payload::json" if address.startswith("postgresql") else "payload"
    names = ("message_uuid", "to", "from", "timestamp", "status", "channel")
    columns = ", ".join(f"{json_of} ->> '{name}' as \"{name}\"" for name in names)
    error = f"({json_of} -> 'error') ->> 'title' as \"error.title\""
    report = asked(address, f"select {columns}, {error} from events order by id")
    assert EXPECTED == lives(report)
    assert "payloads in columns" in report.logs[0].found


@pytest.mark.parametrize("column", ["payload", "original"])
def test_json_of_postgresql(column, server):
    """JSON is read whatever the type, and times are."""
    query = f"select id, created_at, {column} from typed order by id"
    report = asked(server, query)
    assert EXPECTED == lives(report)
    assert f"payloads at {column}, received at created_at" in report.logs[0].found


def test_jsonb_keeps_the_last_of_doubled_names(server):
    """As the documentation says: what it stores is no longer what was received."""
    doubled = TEXTS[0].replace('"status"', '"status": "nonsense", "status"')
    texts = {}
    for kind in ("json", "jsonb"):
        query = f"select '{doubled}'::{kind}::text as payload".replace("order \\", "order \\")
        batch = next(iter(database(server, query).pieces())).batch
        texts[kind] = batch.column(0)[0].as_py()
    assert doubled == texts["json"]
    assert "nonsense" not in texts["jsonb"]


def test_types_of_postgresql(server):
    """Each type is read as something of which JSON can be made."""
    values = {
        "uuid": "'3f1c9a52-7d1e-4b7a-9c55-0a1b2c3d4e31'::uuid",
        "numeric": "12.50::numeric",
        "bytes": "'abc'::bytea",
        "date": "'2026-03-01'::date",
        "list": "array['a', null]",
        "flag": "true",
        "nothing": "null::text",
    }
    columns = ", ".join(f"{value} as {name}" for name, value in values.items())
    report = asked(server, f"select {columns}, payload as body from events order by id")
    assert EXPECTED == lives(report)


def test_many_rows(server):
    """They come in batches, which are as one."""
    made = (
        "select json_build_object('message_uuid', md5(i::text)::uuid, 'to', '447700900000', "
        "'from', '447700900001', 'timestamp', '2026-03-01T10:00:00Z', 'status', 'submitted', "
        "'channel', 'sms', 'client_ref', repeat('x', 90))::text as payload "
        "from generate_series(1, 70000) i order by i"
    )
    report = check([server], Options(query=made))
    assert (70_000, 70_000) == (report.observations, len(report.messages))


REFUSED = ["select nope from events", "selec", "insert into events values ('a', 'b', 'c')", "--"]


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_is_refused(query, address):
    """It is the user's mistake; a query cannot change a database."""
    with pytest.raises(BadQuery, match="refuses it: "):
        asked(address, query)
    assert EXPECTED == lives(asked(address, QUERY))
    result = run_msglife("check", address, "--query", query)
    assert 2 == result.exit_code
    assert "--query: " in result.output
    assert 2 >= result.output.count("\n")
    assert unquote(PASSWORD) not in result.output


def test_a_query_that_fails_on_the_way(server):
    """What came before is judged; the log is damaged."""
    query = "select payload, 1 / (id <> 'evt-5')::int as one from events order by id"
    result = run_msglife("check", server, "--query", query)
    assert result.exit_code
    assert "division by zero" in result.output


def test_no_password_is_shown(server):
    """Nowhere: neither in reports nor in errors, whatever is wrong."""
    wrong = server.replace("s3cr", "wr0ng")
    for address, query in [
        (server, QUERY),
        (server, "selec"),
        (wrong, QUERY),
        (server.replace("%40", "%zz"), QUERY),
        (server.replace("127.0.0.1", "nowhere.invalid"), QUERY),
        (server.rpartition("/")[0] + "/nothing", QUERY),
        (server.replace("postgresql", "mysql"), QUERY),
        (server, ""),
    ]:
        for format in ("text", "json", "sarif", "html"):
            result = run_msglife("check", address, "--query", query, "--format", format)
            secrets = {address.split(":")[2].rpartition("@")[0]}
            for secret in (*secrets, *map(unquote, secrets), "wr0ng", "s3cr"):
                assert secret not in result.output
        assert result.exit_code == (0 if (address, query) == (server, QUERY) else result.exit_code)


def test_a_database_that_is_not_there(tmp_path):
    """The log is unreadable; nothing is made."""
    path = tmp_path / "events.db"
    for address in (f"sqlite:///{path}", "postgresql://me:pw@127.0.0.1:1/x", "mysql://x/y"):
        report = asked(address, QUERY)
        assert 3 == report.exit_code()
        assert ["LOGS005"] == [each.code for each in report.findings]
    assert not path.exists()


def test_a_file_that_is_no_database(tmp_path):
    """It is not asked."""
    path = tmp_path / "events.db"
    path.write_text("no database\n", encoding="utf-8")
    report = asked(f"sqlite:///{path}", QUERY)
    assert 3 == report.exit_code()
    assert "no SQLite database" in report.findings[0].message


def test_a_column_of_several_types(tmp_path):
    """SQLite has such, and columns whose first value comes late."""
    path = tmp_path / "events.db"
    rows = [(None, json.dumps(sms("submitted", key=key_of(n)))) for n in range(70_000)]
    ask(
        adbc_driver_sqlite.dbapi,
        f"file:{path}",
        "create table events (note, payload text)",
        "insert into events values (?, ?)",
        rows=[*rows, ("a text", "{}")],
    )
    address = f"sqlite:///{path}"
    report = check([address], Options(query="select * from events"))
    assert (70_000, 70_000) == (report.observations, len(report.messages))
    named = Wanted(place_at=(Spot.parse("note"),))
    (finding,) = check([address], Options(query="select * from events", wanted=named)).findings
    assert ("LOGS003", f"{address}:a text") == (finding.code, str(finding.place))


@pytest.mark.parametrize(
    ("log", "expected"),
    [("sqlite:///x", True), ("POSTGRESQL://x", True), ("a/b://c", False), ("C:/logs", False)],
)
def test_addresses(log, expected):
    """They are told from paths by what they begin with."""
    assert expected == is_database(log)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://u:p@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:p@q@h/d?password=x&a=b", "postgresql://u:***@h/d?password=***&a=b"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgresql:///d?sslpassword=x", "postgresql:///d?sslpassword=***"),
    ],
)
def test_passwords(address, shown):
    """They are never part of a name."""
    assert shown == without_password(address)
