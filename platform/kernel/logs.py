"""Logs are for machines and operators: one JSON line each, with request and circle, and nothing about people.

Three habits keep people out of them:

- `extra=` fields pass only when they are numbers, ids or short words, and never under a name such as `email`, `name`
  or `code` (`safe_extra`);
- free text is scrubbed of what has a recognisable shape: e-mail and IP addresses, phone numbers, tokens, codes
  (`scrub`). A person's name has no shape, so the rule for writers is: log ids, never names. `repr()` of a person says
  only the id;
- a traceback names the exception and the lines of code; the exception's own message is left out, because databases and
  parsers quote the data they choke on. Constraint, table and SQLSTATE are kept.

In settings::

    "filters": {"context": {"()": "kernel.logs.ContextFilter", "circle_id": "tenants.context.current_id"}},
    "formatters": {"json": {"()": "kernel.logs.JsonFormatter"}},
"""

import json
import logging
import re
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from types import TracebackType
from typing import Any, Final
from uuid import UUID

Source = Callable[[], object]

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_CONTEXT: Final = ("request_id", "circle_id")
_PERSONAL: Final = re.compile(
    r"name|mail|phone|mobile|address|birth|token|code|secret|passw|cookie|authori[sz]ation|credential|session|csrf"
    r"|signature|ticket|body|data|query|note|text|subject",
    re.IGNORECASE,
)
_ALSO_FINE: Final = frozenset({"status_code", "event_name", "listener_name", "task_name", "route_name", "error_code"})
_WORD = re.compile(r"[A-Za-z0-9_.:/-]{1,80}")
_SHAPES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE), "[email]"),
    (re.compile(r"\b(bearer|basic|token|digest)\s+[\w.~+/=-]{6,}", re.IGNORECASE), r"\1 [token]"),
    (
        re.compile(
            r"\b([\w-]*(?:token|code|secret|passw(?:or)?d|ticket|signature|session\w*|csrf\w*|key|sig|next|email|phone))"
            r"(\s*[=:]\s*|\s+is\s+)(?!\[)[^\s&;,'\"]+",
            re.IGNORECASE,
        ),
        r"\1\2[removed]",
    ),
    (re.compile(r"(?<![\w.])(?!127\.0\.0\.1|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"), "[ip]"),
    (re.compile(r"(?<![\w:])(?!::1\b)(?:[0-9a-f]{1,4}:){3,7}(?::?[0-9a-f]{1,4})+(?![\w:])", re.IGNORECASE), "[ip]"),
    (re.compile(r"(?<![\w-])(?:\+\d{1,3}|0)[\s\d()-]{8,14}\d(?![\w-])"), "[phone]"),
)
_LONG = re.compile(r"(?<![\w-])[\w-]{24,}(?:\.[\w-]{4,})*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def scrub(text: str) -> str:
    """The text without what looks like an address, a number to call, a code or a token. Ids stay."""
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return _LONG.sub(_without_token, text)


def _without_token(found: re.Match[str]) -> str:
    """A long run with both letters and digits is a token, unless it is an id or a circle's schema name."""
    run = found.group()
    if _UUID.fullmatch(run) or re.fullmatch(r"[cr]_(?:c_)?[a-z2-7]{26}", run):
        return run
    mixed = any(sign.isdigit() for sign in run) and any(sign.isalpha() for sign in run)
    return "[token]" if mixed else run


def safe_extra(fields: Mapping[str, object]) -> dict[str, Any]:
    """The fields a log line may carry: numbers, ids and short words, under harmless names."""
    kept: dict[str, Any] = {}
    for key, value in fields.items():
        if _PERSONAL.search(key) and key not in _ALSO_FINE:
            continue
        if value is None or isinstance(value, (bool, int, float)):
            kept[key] = value
        elif isinstance(value, UUID):
            kept[key] = str(value)
        elif isinstance(value, str) and _WORD.fullmatch(value):
            kept[key] = scrub(value)
    return kept


def _told_by(request: object, field: str) -> object:
    """What a request remembers of where it belonged."""
    if field == "circle_id":
        return getattr(getattr(request, "circle", None), "id", None)
    return getattr(request, field, None)


class ContextFilter(logging.Filter):
    """Writes on each record which request and which circle it belongs to.

    Takes functions, or their dotted paths, so that the kernel need not know where a circle comes from. Paths are looked
    up at the first record, when everything is loaded. What Django says of a request after its answer (it hands the
    request along with the record) is said when everybody has left, so the request is asked itself.
    """

    def __init__(
        self,
        *,
        request_id: Source | str = "kernel.requestid.current",
        circle_id: Source | str | None = None,
    ) -> None:
        super().__init__()
        self._sources: dict[str, Source | str | None] = {"request_id": request_id, "circle_id": circle_id}

    def filter(self, record: logging.LogRecord) -> bool:
        for field in _CONTEXT:
            value = self._ask(field) or _told_by(getattr(record, "request", None), field)
            setattr(record, field, None if value is None else str(value))
        return True

    def _ask(self, field: str) -> object:
        source = self._sources[field]
        if isinstance(source, str):
            module, _, function = source.rpartition(".")
            source = self._sources[field] = getattr(import_module(module), function)
        return None if source is None else source()


class JsonFormatter(logging.Formatter):
    """One line of JSON: at, level, logger, message, request_id, circle_id, the safe extras, and what went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        for field in _CONTEXT:
            if (value := getattr(record, field, None)) is not None:
                line[field] = value
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD and key not in _CONTEXT}
        line |= {key: value for key, value in safe_extra(extra).items() if key not in line}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = describe(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def describe(error: BaseException, trace: TracebackType | None = None) -> dict[str, Any]:
    """What went wrong without what it went wrong on: class, lines of code, and the database's own names for it."""
    described: dict[str, Any] = {
        "class": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace if trace is not None else error.__traceback__)[-12:]
        ],
    }
    if code := getattr(error, "code", None):
        described["code"] = code if isinstance(code, str) and _WORD.fullmatch(code) else None
    diagnosis = getattr(error, "diag", None)
    for ours, theirs in (("sqlstate", "sqlstate"), ("constraint", "constraint_name"), ("table", "table_name")):
        if found := getattr(diagnosis, theirs, None):
            described[ours] = found
    if error.__cause__ is not None:
        described["because"] = describe(error.__cause__)
    return described
