"""Shapes in which logs lie around: what systems write around the payloads they receive."""

from __future__ import annotations

import base64
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


def typed(value: Any) -> dict[str, Any]:
    """A value with its type, as DynamoDB has it."""
    if isinstance(value, dict):
        return {"M": {name: typed(each) for name, each in value.items()}}
    if isinstance(value, list):
        return {"L": list(map(typed, value))}
    if value is None or isinstance(value, bool):
        return {"NULL": True} if value is None else {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": json.dumps(value)}


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


def go_quoted(text: str) -> str:
    return json.dumps(text)


def nginx(text: str) -> str:
    return "".join(
        f"\\x{ord(each):02X}" if each in '"\\' or ord(each) < 32 else each for each in text
    )


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
    "kafka console": lambda n, t: f"CreateTime:{ms(n)}\tkey-{n}\t{t}",
    "kafka console, no key": lambda n, t: f"null\t{t}",
    "php": lambda n, t: f"[{at(n):%d-%b-%Y %H:%M:%S} UTC] hook: {t}",
    "fluentd": lambda n, t: f"{at(n):%Y-%m-%d %H:%M:%S} +0000 hooks.status: {t}",
    "logplex": lambda n, t: f"190 <190>1 {at(n):%Y-%m-%dT%H:%M:%S.%f}+00:00 host app web.1 - {t}",
    "a request line": lambda n, t: f"POST /status HTTP/1.1 200 {t}",
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
    "journalctl -o json, bytes": lambda n, p: {
        "__REALTIME_TIMESTAMP": str(ms(n) * 1000),
        "MESSAGE": list(f"got {json.dumps(p)}".encode()),
    },
    "a buffer of Node": lambda n, p: {
        "time": iso(n),
        "body": {"type": "Buffer", "data": list(json.dumps(p).encode())},
    },
    "splunk": lambda n, p: {
        "preview": False,
        "offset": n,
        "result": {"_raw": f"{iso(n)} INFO got {json.dumps(p)}", "_time": iso(n), "host": "web"},
    },
    "dynamo, text": lambda n, p: {
        "Item": {"pk": {"S": f"a{n}"}, "payload": {"S": json.dumps(p)}},
    },
    "app insights": lambda n, p: {
        "timestamp": iso(n),
        "customDimensions": json.dumps({"Body": json.dumps(p), "Category": "Hooks"}),
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
    "dynamodb": lambda n, p: {"Item": {"at": {"N": str(ms(n))}, "payload": typed(p)}},
    "dynamodb, columns": lambda n, p: {"Item": typed(p)["M"]},
    "dynamodb, a column": lambda n, p: {"at": {"S": iso(n)}, "tags": {"L": []}, "hook": typed(p)},
    "dynamodb, bare": lambda n, p: typed(p)["M"],
    "dynamodb stream": lambda n, p: {
        "dynamodb": {"NewImage": {"id": {"N": str(n)}, "body": {"S": json.dumps(p)}}, "at": iso(n)}
    },
    "a tilde and a slash": lambda n, p: {"at": iso(n), "a/b~c": p},
}
"""A record around a payload."""


def a_line_a_record(payloads: Payloads) -> str:
    """What Docker keeps of pretty objects."""
    return "".join(
        json.dumps({"log": f"{line}\n", "stream": "stdout", "time": iso(number)}) + "\n"
        for number, each in enumerate(payloads)
        for line in ["Status received:", *json.dumps(each, indent=2).split("\n"), "-----"]
    )


EXPORTS = {
    "gcp": document(
        lambda items: items,
        lambda n, p: {"insertId": "x", "jsonPayload": p, "timestamp": iso(n)},
        indent=2,
    ),
    "elastic hits": document(
        lambda items: {"took": 3, "hits": {"total": {"value": 6}, "hits": items}},
        lambda n, p: {"_index": "x", "_source": {"@timestamp": iso(n), "hook": {"payload": p}}},
    ),
    "app insights": document(
        lambda rows: {"tables": [{"name": "PrimaryResult", "rows": rows}]},
        lambda n, p: [iso(n), "callback", json.dumps({"body": json.dumps(p)})],
    ),
    "sentry": document(
        lambda items: {"event_id": "e", "breadcrumbs": {"values": items}},
        lambda n, p: {"category": "hook", "timestamp": iso(n), "data": {"body": json.dumps(p)}},
    ),
    "postman": document(
        lambda items: {"info": {"name": "hooks"}, "item": items},
        lambda n, p: {
            "name": f"callback {n}",
            "request": {"method": "POST", "body": {"mode": "raw", "raw": json.dumps(p, indent=2)}},
            "response": [],
        },
        indent=1,
    ),
    "insomnia": document(
        lambda items: {"_type": "export", "resources": items},
        lambda n, p: {"created": ms(n), "body": {"text": json.dumps(p)}, "_type": "request"},
    ),
    "a list of events": document(
        lambda items: {"object": "list", "data": items, "has_more": False},
        lambda n, p: {"id": f"evt_{n}", "created": ms(n) // 1000, "data": {"object": p}},
    ),
}
"""What a service exports: one document."""

PRETTY = {
    "a line a record": a_line_a_record,
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

TEXTS: dict[str, Callable[[Payloads], str]] = {
    **{f"line: {name}": lines(write) for name, write in PREFIXES.items()},
    **{f"record: {name}": records(write) for name, write in WRAPPED.items()},
    **{f"export: {name}": write for name, write in EXPORTS.items()},
    **{f"pretty: {name}": write for name, write in PRETTY.items()},
}
"""Lines, records and objects with text around them, by name."""
