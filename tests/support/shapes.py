"""Shapes in which logs lie around: what systems write around the payloads they receive."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Payloads = Sequence[dict[str, Any]]
BEGIN = datetime(2026, 3, 1, 10, tzinfo=UTC)


def at(number: int) -> datetime:
    """When the payload of a number was received."""
    return BEGIN + timedelta(seconds=number)


def iso(number: int) -> str:
    return at(number).isoformat().replace("+00:00", "Z")


def ms(number: int) -> int:
    return int(at(number).timestamp() * 1000)


def lines(write: Callable[[int, str], str]) -> Callable[[Payloads], str]:
    """A line for each payload."""
    return lambda payloads: "".join(
        f"{write(number, json.dumps(each))}\n" for number, each in enumerate(payloads)
    )


def records(write: Callable[[int, Any], Any]) -> Callable[[Payloads], str]:
    """A record of JSON Lines for each payload."""
    return lambda payloads: "".join(
        f"{json.dumps(write(number, each))}\n" for number, each in enumerate(payloads)
    )


def document(
    around: Callable[[list[Any]], Any], item: Callable[[int, Any], Any], indent: int | None = None
) -> Callable[[Payloads], str]:
    """One document around all payloads."""
    return lambda payloads: json.dumps(
        around([item(number, each) for number, each in enumerate(payloads)]), indent=indent
    )


def b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def http(body: str) -> str:
    return (
        "POST /webhooks/status?x={1} HTTP/1.1\r\nHost: example.com\r\n"
        'Cf-Visitor: {"scheme":"https"}\r\nContent-Type: application/json\r\n'
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


def pretty(before: str, behind: str = "", each_line: str = "") -> Callable[[Payloads], str]:
    """Objects over several lines, with something around them or before each line."""

    def write(payloads: Payloads) -> str:
        parts = []
        for number, each in enumerate(payloads):
            text = before.replace("@", iso(number)) + json.dumps(each, indent=2) + behind
            lead = each_line.replace("@", iso(number))
            parts += [f"{lead}{line}" for line in text.split("\n")]
        return "\n".join(parts) + "\n"

    return write


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


def go_quoted(text: str) -> str:
    return json.dumps(text)


def nginx(text: str) -> str:
    return "".join(
        f"\\x{ord(each):02X}" if each in '"\\' or ord(each) < 32 else each for each in text
    )


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


def express(number: int, text: str) -> str:
    when = f"{at(number):%d/%b/%Y:%H:%M:%S +0000}"
    return f'::ffff:10.0.0.1 - - [{when}] "POST /s HTTP/1.1" 200 - {text}'


PREFIXES = {
    "python logging": lambda n, t: f"{at(n):%Y-%m-%d %H:%M:%S},{n:03} INFO app.hook: received {t}",
    "python, bytes": lambda n, t: f"INFO:root:body {t.encode()!r}",
    "python, repr": lambda n, t: f"DEBUG {iso(n)} body={t!r}",
    "log4j": lambda n, t: (
        f"{at(n):%H:%M:%S.%f} [http-nio-8080-exec-{n}] INFO  c.e.Hook - Callback: {t}"
    ),
    "monolog": lambda n, t: f"[{iso(n)}] app.INFO: Status received {t} []",
    "rails": lambda n, t: f"I, [{at(n):%Y-%m-%dT%H:%M:%S.%f} #{n}]  INFO -- : Status {t}",
    "glog": lambda n, t: f"I{at(n):%m%d %H:%M:%S.%f} {n:7d} hook.go:42] got {t}",
    "syslog": lambda n, t: f"Mar  1 10:00:{n:02} web app[{n}]: {t}",
    "syslog 5424": lambda n, t: f'<165>1 {iso(n)} web app {n} ID47 [ex@1 a="b"] {t}',
    "journald": lambda n, t: f"Mar 01 10:00:{n:02} host node[71]: status {t}",
    "kubectl --timestamps": lambda n, t: f"{iso(n)} {t}",
    "kubectl --prefix": lambda n, t: f"[pod/web-6d4-{n}/app] {t}",
    "cri": lambda n, t: f"{iso(n)} stdout F {t}",
    "compose": lambda n, t: f"web-{n % 2 + 1}  | {t}",
    "compose, coloured": lambda n, t: f"\x1b[36mweb-1  |\x1b[0m {t}",
    "heroku": lambda n, t: f"{iso(n)} app[web.1]: {t}",
    "pm2": lambda n, t: f"0|hook  | {at(n):%Y-%m-%d %H:%M:%S}: {t}",
    "express": express,
    "nginx, escaped": lambda n, t: (
        f'10.0.0.1 - - [{at(n):%d/%b/%Y:%H:%M:%S +0000}] "POST /s HTTP/1.1" 200 2 "{nginx(t)}"'
    ),
    "logfmt": lambda n, t: f'time={iso(n)} level=info msg="status received" body={go_quoted(t)}',
    "logfmt, body first": lambda n, t: f"body={go_quoted(t)} ts={iso(n)} level=info",
    "zap console": lambda n, t: f'{iso(n)}\tINFO\thook/main.go:9\tstatus\t{{"payload": {t}}}',
    "zap console, text": lambda n, t: (
        f'{iso(n)}\tINFO\tstatus\t{{"n": {n}, "raw": {go_quoted(t)}}}'
    ),
    "json behind": lambda n, t: f'{iso(n)} request {{"id": {n}}} body {t}',
    "curl -d": lambda n, t: f"+ curl -d '{t}' https://example.com/s",
    "arrow": lambda n, t: f"--> {t} <-- 200 OK",
    "no space": lambda n, t: f"STATUS:{t}",
}
"""A line of text around a payload."""

WRAPPED: dict[str, Callable[[int, Any], Any]] = {
    "pino": lambda n, p: {"level": 30, "time": ms(n), "pid": 1, "msg": "status", "body": p},
    "winston": lambda n, p: {"level": "info", "message": json.dumps(p), "timestamp": iso(n)},
    "bunyan": lambda n, p: {"name": "app", "v": 0, "msg": "x", "req": {"body": p}, "time": iso(n)},
    "structlog": lambda n, p: {"event": "status", "timestamp": iso(n), "data": {"payload": p}},
    "loguru": lambda n, p: {
        "text": "…\n",
        "record": {
            "time": {"repr": iso(n), "timestamp": ms(n) / 1000},
            "message": f"got {json.dumps(p)}",
        },
    },
    "serilog": lambda n, p: {"@t": iso(n), "@mt": "Status {@Body}", "Body": p},
    "logstash": lambda n, p: {"@timestamp": iso(n), "@version": "1", "message": json.dumps(p)},
    "elastic": lambda n, p: {
        "_index": "x",
        "_source": {"@timestamp": iso(n), "message": json.dumps(p)},
    },
    "docker": lambda n, p: {"log": json.dumps(p) + "\n", "stream": "stdout", "time": iso(n)},
    "docker, prefixed": lambda n, p: {
        "log": f"{iso(n)} INFO got {json.dumps(p)}\n",
        "stream": "stdout",
        "time": iso(n),
    },
    "journalctl -o json": lambda n, p: {
        "__REALTIME_TIMESTAMP": str(ms(n) * 1000),
        "MESSAGE": json.dumps(p),
        "_PID": "7",
    },
    "lambda proxy": lambda n, p: {
        "resource": "/s",
        "httpMethod": "POST",
        "headers": {"a": "b"},
        "requestContext": {"requestTimeEpoch": ms(n)},
        "body": json.dumps(p),
        "isBase64Encoded": False,
    },
    "lambda, base64": lambda n, p: {
        "version": "2.0",
        "requestContext": {"http": {"method": "POST"}, "timeEpoch": ms(n)},
        "body": b64(json.dumps(p)),
        "isBase64Encoded": True,
    },
    "sqs": lambda n, p: {
        "Records": [
            {
                "messageId": str(n),
                "body": json.dumps(p),
                "attributes": {"SentTimestamp": str(ms(n))},
            }
        ]
    },
    "sns in sqs": lambda n, p: {
        "Records": [
            {
                "body": json.dumps(
                    {"Type": "Notification", "Message": json.dumps(p), "Timestamp": iso(n)}
                )
            }
        ]
    },
    "kinesis": lambda n, p: {
        "Records": [
            {"kinesis": {"data": b64(json.dumps(p)), "approximateArrivalTimestamp": ms(n) / 1000}}
        ]
    },
    "pub/sub": lambda n, p: {
        "message": {"data": b64(json.dumps(p)), "publishTime": iso(n)},
        "subscription": "s",
    },
    "eventbridge": lambda n, p: {
        "version": "0",
        "detail-type": "status",
        "time": iso(n),
        "detail": p,
    },
    "cloud events": lambda n, p: {"specversion": "1.0", "type": "s", "time": iso(n), "data": p},
    "gcp": lambda n, p: {
        "insertId": "x",
        "jsonPayload": {"message": "got", "body": p},
        "timestamp": iso(n),
    },
    "gcp text": lambda n, p: {"insertId": "x", "textPayload": json.dumps(p), "timestamp": iso(n)},
    "mongo": lambda n, p: {"_id": {"$oid": "x"}, "receivedAt": {"$date": iso(n)}, "doc": p},
    "kafka": lambda n, p: {
        "topic": "t",
        "partition": 0,
        "offset": n,
        "ts": ms(n),
        "payload": json.dumps(p),
    },
    "twice escaped": lambda n, p: {"at": iso(n), "in": json.dumps(json.dumps(p))},
    "a batch": lambda n, p: {"received": iso(n), "events": [p]},
    "a list of one": lambda n, p: {"received": iso(n), "body": json.dumps([p])},
    "express": lambda n, p: {"time": iso(n), "req": {"method": "POST", "url": "/s", "body": p}},
    "a tilde and a slash": lambda n, p: {"at": iso(n), "a/b~c": p},
}
"""A record around a payload."""

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
    "cloudwatch insights, csv": table(
        ",", ["@timestamp", "@message"], lambda n, t: [f"{at(n):%Y-%m-%d %H:%M:%S.%f}"[:-3], t]
    ),
    "mysqldump": mysqldump,
    "pg_dump --inserts": pg_inserts,
    "pg_dump": pg_copy_between,
    "sqlite .dump": sqlite_dump,
}

PRETTY = {
    "banners": pretty("--- Status received ---\n", "\n-----"),
    "banners of braces": pretty("====[ hook ]====\nPOST /users/{id}\n"),
    "behind a prefix": pretty("[@] INFO status: "),
    "behind a prefix and text": pretty("@ DEBUG Callback body = ", " (200)"),
    "a prefix on each line": pretty("", "", "web-1  | "),
    "a prefix and text on each line": pretty("Status received: ", "", "web-1  | "),
    "a time on each line": pretty("", "", "@ stdout F "),
    "a time and text on each line": pretty("received ", "\ndone", "@ hook[7]: "),
    "raw requests": lambda payloads: "\n".join(
        http(json.dumps(each, indent=1)).replace("\r\n", "\n") for each in payloads
    ),
}

SHAPES: dict[str, Callable[[Payloads], str]] = {
    **{f"line: {name}": lines(write) for name, write in PREFIXES.items()},
    **{f"record: {name}": records(write) for name, write in WRAPPED.items()},
    **{f"document: {name}": write for name, write in DOCUMENTS.items()},
    **{f"table: {name}": write for name, write in TABLES.items()},
    **{f"pretty: {name}": write for name, write in PRETTY.items()},
}
"""All of them, by name."""
