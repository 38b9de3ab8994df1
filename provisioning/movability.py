"""What a circle's tables may not hold, so that it can move to another server, cell or cluster.

Read on the SQL a migration really sent, not on its Python. The limits are those of schema-based sharding in Citus and
of logical replication: plain tables, indexes and constraints, nothing that reaches into another schema, and nothing
whose outcome differs from one server to the next.
"""

import re

_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in [
        (
            r"\bcreate\s+(or\s+replace\s+)?(function|procedure|aggregate)\b",
            "makes a function: they live outside circles",
        ),
        (r"\bcreate\s+(or\s+replace\s+)?(constraint\s+)?trigger\b", "makes a trigger"),
        (r"\bcreate\s+(or\s+replace\s+)?((materialized|recursive)\s+)?view\b", "makes a view"),
        (r"\bcreate\s+(or\s+replace\s+)?rule\b", "makes a rule"),
        (r"\bcreate\s+(type|domain|extension|foreign|server|publication|schema|role|policy)\b", "makes no plain table"),
        (r"\bcreate\s+(unlogged|temp|temporary)\b", "makes a table that is not plain"),
        (
            r"\b(big|small)?serial\b|\bgenerated\s+(always|by\s+default)\s+as\s+identity\b",
            "counts rows: use UUIDv7 keys",
        ),
        (r"\bcreate\s+sequence\b", "makes a sequence: sequences do not travel"),
        (r"(^|;)\s*(set|reset|listen|notify|lock)\b(?!\s+constraints\b)", "changes the session"),
        (r"\bpg_advisory_lock\b", "holds a lock of the session"),
        (
            r"\bupdate\b.*\b(random|clock_timestamp|gen_random_uuid|uuidv7|uuidv4|nextval|timeofday)\s*\(",
            "updates with a volatile function",
        ),
        (r"\b(grant|revoke|alter\s+default\s+privileges|owner\s+to)\b", "changes who may do what"),
    ]
]
_STRINGS = re.compile(r"'(?:[^']|'')*'")
# A name with a schema before it, where a table is named. `ON "a"."id"` is a column in a join, a table in CREATE INDEX.
_ELSEWHERE = re.compile(
    r"""(?:\b(?:references|from|join|into|table|update)\s+(?:only\s+)?|\bindex\b[^;]*?\bon\s+(?:only\s+)?)"""
    r"""(?:if\s+(?:not\s+)?exists\s+)?(?:"([^"]+)"|(\w+))\s*\.\s*["\w]""",
    re.IGNORECASE,
)


def objections(sql: str) -> list[str]:
    """Why a captured statement would tie a circle down, in words. Empty when it may stay."""
    bare = _STRINGS.sub("''", sql)
    found = [sentence for pattern, sentence in _RULES if pattern.search(bare)]
    if (match := _ELSEWHERE.search(bare)) is not None:
        found.append(f"names another schema ({match[1] or match[2]})")
    return found
