"""What the application may say to the database, told from the words of a statement.

A list of what may be said, not of what may not: a statement begins with one of a few verbs, is alone in its message,
and calls no function that changes the session. Comments, strings and quoting are taken away before it is read, so
nothing hides in them.
"""

import re
from functools import lru_cache

_LINE_END = re.compile(r"[\r\n]")
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_PLAIN = re.compile(r"[^-/'%\"$]+")  # what can begin nothing that is taken away
_STRING = re.compile(r"'(?:[^']|'')*'")
_IDENTIFIER = re.compile(r'"(?:[^"]|"")*"')
_PLACEHOLDER = re.compile(r"%\(\w+\)[sbt]")
_BACK = re.compile(r"rollback\s+to\b", re.IGNORECASE)
_VERBS = re.compile(
    r"(?:select|insert|update|delete|merge|with|values|table|explain|show|copy|notify|savepoint|release)\b"
    r"|lock\s+table\b|rollback\s+to\b|set\s+constraints\b",
    re.IGNORECASE,
)
# Calls that outlive the transaction or the role, or that say a statement which stands in a string.
# `"set_config" (...)` is a call as well.
_CALLS = re.compile(
    r"\b(?:set_config|pg_(?:try_)?advisory_lock(?:_shared)?|lo_\w+|dblink\w*|pg_terminate_backend|pg_cancel_backend"
    r"|pg_reload_conf|ts_stat|ts_rewrite|(?:query|cursor|table|schema|database)_to_\w+)\W*\(|\bpg_settings\b[^;]*\bset\b",
    re.IGNORECASE,
)

NOT_OURS = "Only tenants.scope changes role, path, transaction or session; this statement may not be said here."
NOT_ALONE = "One statement in a message: what follows the semicolon would be said unseen."
NOT_READABLE = (
    "Write strings and names plainly, or better give them as values: E'...', U&'...' and $$...$$ are not read."
)


class _Unreadable(ValueError):
    """A comment or string that does not end, or a way of writing strings that we do not read."""


def bare(statement: str) -> str:
    """The statement without comments and strings, and with what quoted identifiers name. Read as PostgreSQL reads it:
    comments may stand in comments, and neither quote nor comment means anything inside the other."""
    kept: list[str] = []
    at = 0
    while at < len(statement):
        sign = statement[at]
        if (plain := _PLAIN.match(statement, at)) is not None:
            kept.append(plain[0])
            at = plain.end()
        elif statement.startswith("--", at):
            end = _LINE_END.search(statement, at)
            at = end.start() if end else len(statement)
        elif statement.startswith("/*", at):
            at = _after_comment(statement, at)
            kept.append(" ")
        elif sign == "'":
            if at and statement[at - 1] in "eE&":
                raise _Unreadable  # E'...': what ends it depends on backslashes and on what came lines before
            at = _after(_STRING, statement, at)
            kept.append(" ")
        elif statement.startswith("%(", at):
            at = _after(_PLACEHOLDER, statement, at)  # a name in it with a quote would turn strings inside out
            kept.append(" ")
        elif sign == '"':
            if at > 1 and statement[at - 1] == "&" and statement[at - 2] in "uU":
                raise _Unreadable  # U&"...": the name is written in numbers
            end_at = _after(_IDENTIFIER, statement, at)
            kept.append(" " + re.sub(r"\W", "_", statement[at + 1 : end_at - 1]) + " ")
            at = end_at
        elif sign == "$":
            raise _Unreadable  # $tag$...$tag$: where a tag begins depends on which signs count as letters
        else:
            kept.append(sign)
            at += 1
    return "".join(kept).strip()


def _after(pattern: re.Pattern[str], statement: str, at: int) -> int:
    found = pattern.match(statement, at)
    if found is None:
        raise _Unreadable
    return found.end()


def _after_comment(statement: str, at: int) -> int:
    depth = 0
    while (edge := _COMMENT_EDGE.search(statement, at)) is not None:
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
        if depth == 0:
            return at
    raise _Unreadable


@lru_cache(maxsize=4096)
def goes_back(statement: str) -> bool:
    """Whether a statement falls back to a savepoint, and with it to whatever was in force there."""
    return _BACK.match(bare(statement)) is not None


@lru_cache(maxsize=4096)
def climbs(statement: str) -> str | None:
    """Why a statement may not be said, or None when it may. Remembered: an application says few things."""
    try:
        words = bare(statement).rstrip("; \t\r\n")
    except _Unreadable:
        return NOT_READABLE
    if not words:
        return None
    if ";" in words:
        return NOT_ALONE
    if not _VERBS.match(words.lstrip("( \t\r\n")) or _CALLS.search(words):
        return NOT_OURS
    return None
