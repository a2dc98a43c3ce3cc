"""What databases, clouds and tools for tables write around the payloads they keep."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from support.shapes import Payloads, at, b64, document, go_quoted, http, iso, ms


def table(
    delimiter: str, names: Sequence[str], row: Callable[[int, str], Sequence[Any]], **how: Any
):
    def write(payloads: Payloads) -> str:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, **how)
        if names:
            writer.writerow(names)
        writer.writerows(row(number, json.dumps(each)) for number, each in enumerate(payloads))
        return text.getvalue()

    return write


def sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def mysql(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"') + "'"


def mysqldump(payloads: Payloads) -> str:
    rows = ",".join(
        f"({number},'{at(number):%Y-%m-%d %H:%M:%S}',{mysql(json.dumps(each))},NULL)"
        for number, each in enumerate(payloads)
    )
    return (
        "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n\n"
        "DROP TABLE IF EXISTS `hooks`;\nCREATE TABLE `hooks` (\n"
        "  `id` bigint NOT NULL AUTO_INCREMENT,\n  `created_at` datetime NOT NULL,\n"
        "  `body` json DEFAULT NULL,\n  `done` tinyint(1) DEFAULT NULL,\n  PRIMARY KEY (`id`)\n"
        ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n\nLOCK TABLES `hooks` WRITE;\n"
        f"INSERT INTO `hooks` VALUES {rows};\nUNLOCK TABLES;\n"
    )


def pg_inserts(payloads: Payloads) -> str:
    head = "--\n-- PostgreSQL database dump\n--\n\nSET standard_conforming_strings = on;\n\n"
    return head + "".join(
        "INSERT INTO public.events (id, received, payload) VALUES "
        f"({number}, '{at(number):%Y-%m-%d %H:%M:%S.%f}+00', {sql(json.dumps(each))});\n"
        for number, each in enumerate(payloads)
    )


def pg_copy_between(payloads: Payloads) -> str:
    """A dump of several tables."""

    def cell(text: str) -> str:
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")

    rows = "".join(
        f"{number}\t{at(number):%Y-%m-%d %H:%M:%S}+00\t{cell(json.dumps(each))}\t\\N\n"
        for number, each in enumerate(payloads)
    )
    return (
        "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.users (\n    id integer,\n"
        "    name text\n);\n\nCOPY public.users (id, name) FROM stdin;\n1\tJane\n2\tJoe\n\\.\n\n"
        'COPY "public"."hook events" ("id", "created_at", "raw body", "done") FROM stdin;\n'
        f"{rows}\\.\n"
    )


def sqlite_dump(payloads: Payloads) -> str:
    return (
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"
        "CREATE TABLE hooks(id integer primary key, at text, payload text);\n"
        + "".join(
            f"INSERT INTO hooks VALUES({number},{sql(iso(number))},{sql(json.dumps(each))});\n"
            for number, each in enumerate(payloads)
        )
        + "COMMIT;\n"
    )


def copy_cell(text: str) -> str:
    return text.replace("\\", "\\\\")


def cloudwatch_batch(payloads: Payloads) -> str:
    """What a subscription hands to a function: base64 of gzip."""
    inner = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "/aws/lambda/hook",
        "logEvents": [
            {"id": str(number), "timestamp": ms(number), "message": json.dumps(each)}
            for number, each in enumerate(payloads)
        ],
    }
    return json.dumps({"awslogs": {"data": b64(gzip.compress(json.dumps(inner).encode()))}})


DOCUMENTS = {
    "cloudwatch": document(
        lambda items: {"events": items, "nextToken": "x"},
        lambda n, p: {
            "timestamp": ms(n),
            "message": json.dumps(p) + "\n",
            "ingestionTime": ms(n) + 9,
        },
    ),
    "cloudwatch, pretty": document(
        lambda items: {"events": items},
        lambda n, p: {"timestamp": ms(n), "message": f"{iso(n)}\tabc\tINFO\t{json.dumps(p)}\n"},
        indent=4,
    ),
    "cloudwatch insights": document(
        lambda items: {"results": items, "status": "Complete"},
        lambda n, p: [
            {"field": "@timestamp", "value": iso(n)},
            {"field": "@message", "value": json.dumps(p)},
            {"field": "@ptr", "value": "x"},
        ],
    ),
    "loki": document(
        lambda items: {
            "status": "success",
            "data": {"resultType": "streams", "result": [{"stream": {}, "values": items}]},
        },
        lambda n, p: [str(ms(n) * 10**6), json.dumps(p)],
    ),
    "loki, prefixed": document(
        lambda items: {"data": {"result": [{"stream": {}, "values": [each]} for each in items]}},
        lambda n, p: [str(ms(n) * 10**6), f"level=info body={go_quoted(json.dumps(p))}"],
    ),
    "datadog": document(
        lambda items: {"data": items, "meta": {}},
        lambda n, p: {
            "id": "x",
            "type": "log",
            "attributes": {"timestamp": iso(n), "message": json.dumps(p), "attributes": {"pid": 1}},
        },
    ),
    "datadog, parsed": document(
        lambda items: {"data": items},
        lambda n, p: {"id": "x", "attributes": {"timestamp": iso(n), "attributes": {"payload": p}}},
    ),
    "elasticsearch": document(
        lambda items: {"took": 1, "hits": {"total": {"value": 9}, "hits": items}},
        lambda n, p: {
            "_id": str(n),
            "_source": {"@timestamp": iso(n), "event": {"original": json.dumps(p)}},
            "sort": [ms(n)],
        },
    ),
    "splunk": document(
        lambda items: {"preview": False, "results": items},
        lambda n, p: {"_time": iso(n), "_raw": json.dumps(p), "host": "web"},
        indent=1,
    ),
    "webhook.site": document(
        lambda items: {"data": items, "total": 6, "per_page": 50},
        lambda n, p: {
            "uuid": "x",
            "method": "POST",
            "headers": {"host": ["h"]},
            "content": json.dumps(p),
            "created_at": f"{at(n):%Y-%m-%d %H:%M:%S}",
            "updated_at": f"{at(9 - n):%Y-%m-%d %H:%M:%S}",
        },
    ),
    "ngrok": document(
        lambda items: {"uri": "/api/requests/http", "requests": items},
        lambda n, p: {
            "id": "x",
            "start": iso(n),
            "request": {
                "method": "POST",
                "uri": "/s",
                "headers": {"A": ["b"]},
                "raw": b64(http(json.dumps(p))),
            },
            "response": {"raw": b64("HTTP/1.1 200 OK\r\n\r\n{}")},
        },
    ),
    "a list of wrapped": document(
        lambda items: items, lambda n, p: {"created": iso(n), "payload": p}
    ),
    "a list of wrapped, pretty": document(
        lambda items: items, lambda n, p: {"created": iso(n), "payload": json.dumps(p)}, indent=2
    ),
    "rows of a database": document(
        lambda items: {"rows": items},
        lambda n, p: {"id": n, "inserted_at": iso(n), "body": p},
        indent=2,
    ),
    "postman": document(
        lambda items: {"info": {"name": "x"}, "item": items},
        lambda n, p: {
            "name": "x",
            "request": {"method": "POST", "body": {"mode": "raw", "raw": json.dumps(p)}},
        },
    ),
    "a batch of sqs": document(
        lambda items: {"Records": items},
        lambda n, p: {
            "messageId": str(n),
            "body": json.dumps(p),
            "attributes": {"SentTimestamp": str(ms(n))},
        },
    ),
    "a subscription of cloudwatch": cloudwatch_batch,
    "a list page, lines": lambda payloads: (
        '{"list":[\n' + ",\n".join(map(json.dumps, payloads)) + '\n],"total":6}\n'
    ),
    "comma-separated": lambda payloads: ",\n".join(map(json.dumps, payloads)) + "\n",
    "concatenated": lambda payloads: "".join(map(json.dumps, payloads)),
    "concatenated, pretty": lambda payloads: "".join(
        json.dumps(each, indent=2) for each in payloads
    ),
}

TABLES = {
    "csv, names of any kind": table(
        ",", ["id (#)", "Body / JSON = raw", "note?"], lambda n, t: [n, t, "x"]
    ),
    "csv, a title": lambda payloads: (
        "Export of hooks 2026\n\n" + table(",", ["id", "body"], lambda n, t: [n, t])(payloads)
    ),
    "csv of powershell": lambda payloads: (
        "#TYPE System.Management.Automation.PSCustomObject\n"
        + table(",", ["Id", "Body"], lambda n, t: [n, t], quoting=csv.QUOTE_ALL)(payloads)
    ),
    "csv": table(",", ["id", "created_at", "payload"], lambda n, t: [n, iso(n), t]),
    "csv, all quoted": table(
        ",", ["payload", "created_at"], lambda n, t: [t, iso(n)], quoting=csv.QUOTE_ALL
    ),
    "csv, semicolons": table(";", ["id", "at", "body"], lambda n, t: [n, iso(n), t]),
    "csv, no header": table(",", [], lambda n, t: [n, iso(n), t]),
    "csv, wrapped": table(
        ",", ["id", "event"], lambda n, t: [n, json.dumps({"at": iso(n), "body": json.loads(t)})]
    ),
    "csv, pretty cells": table(
        ",", ["id", "payload", "at"], lambda n, t: [n, json.dumps(json.loads(t), indent=2), iso(n)]
    ),
    "tsv": table("\t", ["id", "created_at", "payload"], lambda n, t: [n, iso(n), t]),
    "tsv, unquoted": table(
        "\t",
        ["id", "at", "payload"],
        lambda n, t: [n, iso(n), t],
        quoting=csv.QUOTE_NONE,
        quotechar=None,
    ),
    "tsv of mysql": lambda payloads: (
        "id\tcreated_at\tbody\n"
        + "".join(
            f"{n}\t{at(n):%Y-%m-%d %H:%M:%S}\t{copy_cell(json.dumps(p))}\n"
            for n, p in enumerate(payloads)
        )
    ),
    "rows of copy to stdout": lambda payloads: "".join(
        f"{n}\t{at(n):%Y-%m-%d %H:%M:%S.%f}+00\t{copy_cell(json.dumps(p))}\t\\N\n"
        for n, p in enumerate(payloads)
    ),
    "rows of copy to stdout, slashes escaped": lambda payloads: "".join(
        copy_cell(json.dumps(p | {"client_ref": p["client_ref"] + "/"}).replace("/", "\\/"))
        + f"\t{at(n):%Y-%m-%d %H:%M:%S}\n"
        for n, p in enumerate(payloads)
    ),
    "cloudwatch insights, csv": table(
        ",", ["@timestamp", "@message"], lambda n, t: [f"{at(n):%Y-%m-%d %H:%M:%S.%f}"[:-3], t]
    ),
    "mysqldump": mysqldump,
    "pg_dump --inserts": pg_inserts,
    "pg_dump": pg_copy_between,
    "sqlite .dump": sqlite_dump,
    "rows of an insert on lines": lambda payloads: (
        "INSERT INTO hooks (id, body) VALUES\n"
        + ",\n".join(f"  ({n}, {sql(json.dumps(p))}::jsonb)" for n, p in enumerate(payloads))
        + "\nON CONFLICT DO NOTHING;\n"
    ),
    "an insert over lines": lambda payloads: "".join(
        f"INSERT INTO hooks (body) VALUES ({sql(json.dumps(p, indent=1))});\n" for p in payloads
    ),
    "bytea": lambda payloads: (
        "COPY hooks (id, body) FROM stdin;\n"
        + "".join(f"{n}\t\\\\x{json.dumps(p).encode().hex()}\n" for n, p in enumerate(payloads))
        + "\\.\n"
    ),
    "psql": lambda payloads: (
        " id | body\n----+------\n"
        + "".join(f"  {n} | {json.dumps(p)}\n" for n, p in enumerate(payloads))
        + "(6 rows)\n"
    ),
    "mysql": lambda payloads: (
        "+----+------+\n| id | body |\n+----+------+\n"
        + "".join(f"| {n:2} | {json.dumps(p)} |\n" for n, p in enumerate(payloads))
        + "+----+------+\n"
    ),
    "csv of mysql": lambda payloads: "".join(
        f'{n},"{at(n):%Y-%m-%d %H:%M:%S}",{json.dumps(json.dumps(p))}\n'
        for n, p in enumerate(payloads)
    ),
}

BY_NAME: dict[str, Callable[[Payloads], str]] = {
    "by their ids": lambda payloads: json.dumps({f"evt_{n}": p for n, p in enumerate(payloads)}),
    "in a tree": lambda payloads: json.dumps(
        {"v": 2, "callbacks": {f"-N{n}": {"at": ms(n), "body": p} for n, p in enumerate(payloads)}},
        indent=1,
    ),
    "by the names of columns": lambda payloads: json.dumps(
        {
            "at": {str(n): iso(n) for n in range(len(payloads))},
            "payload": {str(n): p for n, p in enumerate(payloads)},
        }
    ),
    "three in each line": lambda payloads: "".join(
        json.dumps({f"k{n + more}": p for more, p in enumerate(payloads[n : n + 3])}) + "\n"
        for n in range(0, len(payloads), 3)
    ),
}
"""Members of one object, each with a name of its own."""


def changes(was: str, now: str) -> Callable[[Payloads], str]:
    """A record for each change of a row."""
    return lambda payloads: "".join(
        json.dumps({was: {"body": p | {"status": "submitted"}}, now: {"body": p}, "op": "u"}) + "\n"
        for p in payloads
    )


PAIRS = (("before", "after"), ("old", "new"))
CHANGES = {f"{was} and {now}": changes(was, now) for was, now in PAIRS}
"""What a row was, and what it is."""

STRINGS: dict[str, Callable[[Payloads], str]] = {
    "a list": lambda payloads: json.dumps(list(map(json.dumps, payloads)), indent=1),
    "a member that holds a log": lambda payloads: json.dumps(
        {"ts": ms(9), "text": "".join(f"got {json.dumps(p)}\n" for p in payloads)}
    ),
    "printed by a shell": lambda payloads: (
        "[\n"
        + ",\n".join(
            f"  {{\n    _id: ObjectId('{n:024x}'),\n    raw: {json.dumps(json.dumps(p))}\n  }}"
            for n, p in enumerate(payloads)
        )
        + "\n]\n"
    ),
    "ends of lines as syslog writes them": lambda payloads: "".join(
        f"{iso(n)} web app: {json.dumps(p, indent=2)}".replace("\n", "#012") + "\n"
        for n, p in enumerate(payloads)
    ),
    "bytes": lambda payloads: "".join(
        json.dumps(
            {"__REALTIME_TIMESTAMP": str(ms(n) * 1000), "MESSAGE": [*json.dumps(p).encode()]}
        )
        + "\n"
        for n, p in enumerate(payloads)
    ),
    "files joined, each with its mark": lambda payloads: "".join(
        f"\ufeff{json.dumps(p)}\n" for p in payloads
    ),
}
"""Texts in which payloads stand."""

STORES = {
    **{f"by name: {name}": write for name, write in BY_NAME.items()},
    **{f"changes: {name}": write for name, write in CHANGES.items()},
    **{f"strings: {name}": write for name, write in STRINGS.items()},
    **{f"document: {name}": write for name, write in DOCUMENTS.items()},
    **{f"table: {name}": write for name, write in TABLES.items()},
}
"""All of them, by name."""
