"""The peer in PostgreSQL: all offers in one table of packed bit columns, and an ask as one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from tenant_apps.matching.engine.loop import SAME_AREA, UNKNOWN_NEAR
from tenant_apps.matching.engine.shape import FULL, PAID, SOFT, VOLUNTARY, WEEK, Giver, Need, Terms, lot, wanted

SETS = tuple((f"{side}{facet}", 64) for side in ("has", "likes") for facet in range(len(SOFT)))
WIDE = (("musts", 64), ("languages", 64), ("brings", 16), ("week", WEEK), ("gladly", 18), ("lot", 64), *SETS)
WHOLE = ("key", "east", "north", "area", "reach", "pay", "pence", "room", "waiting")


def fill(connection: psycopg.Connection[tuple[Any, ...]], givers: Sequence[Giver]) -> None:
    columns = ", ".join([*(f"{name} bigint" for name in WHOLE), *(f"{name} bit({bits})" for name, bits in WIDE)])
    connection.execute(f"CREATE TEMP TABLE offers ({columns})".encode())
    with connection.cursor().copy("COPY offers FROM STDIN") as copy:
        for each in givers:
            copy.write_row([*_whole(each), *_wide(each)])
    connection.execute("ANALYZE offers")


def shortlist(
    connection: psycopg.Connection[tuple[Any, ...]], need: Need, terms: Terms, most: int = 20
) -> list[tuple[int, int]]:
    """Key and score of the best."""
    mine, theirs = [("4", "times"), ("2", "near")], [("4", "gladness"), ("4", "times"), ("2", "near")]
    for facet in range(len(SOFT)):
        if need.likes[facet]:
            mine.append(("1", _share(need.likes[facet], f"has{facet}", 64)))
        met = f"{FULL} * bit_count(likes{facet} & {_bits(need.has[facet], 64)}) / greatest(bit_count(likes{facet}), 1)"
        theirs.append((f"sign(bit_count(likes{facet}))::bigint", f"({met})"))
    statement = f"""
        WITH fit AS MATERIALIZED (
            SELECT *, {_share(need.tasks, "gladly", 18)} AS gladness, {_times(need)} AS times, {_near(need)} AS near
            FROM offers WHERE {" AND ".join(_musts(need, terms))}
        ), glad AS (SELECT key, waiting, lot, {_mean(mine)} AS a, {_mean(theirs)} AS b FROM fit)
        SELECT key, 2 * a * b / greatest(a + b, 1) AS score FROM glad
        ORDER BY score DESC, waiting, lot LIMIT {most}"""
    return [(int(key), int(score)) for key, score in connection.execute(statement.encode()).fetchall()]


def _whole(each: Giver) -> list[object]:
    east, north = each.place or (None, None)
    return [each.key, east, north, each.area, each.reach, each.pay, each.least_pence, each.room, each.waiting_since]


def _wide(each: Giver) -> list[str]:
    values = (each.packed, each.languages, each.brings, each.week, each.gladly, lot(each.key), *each.has, *each.likes)
    return [f"{value:0{bits}b}" for value, (_name, bits) in zip(values, WIDE, strict=True)]


def _bits(value: int, width: int) -> str:
    return f"B'{value:0{width}b}'"


def _musts(need: Need, terms: Terms) -> list[str]:
    word, speech, nothing = _bits(wanted(need), 64), _bits(need.languages, 64), f"0::bit({WEEK})"
    week, allergies = _bits(need.week, WEEK), _bits(need.allergies, 16)
    common = f"(pay & {need.pay & (VOLUNTARY if terms.no_paid_work else VOLUNTARY | PAID)})"
    paid = "true" if need.most_pence is None else f"pence <= {need.most_pence}"
    musts = [
        f"musts & {word} = {word}",
        f"languages & {speech} = {speech}",
        "room > 0",
        f"bit_count(brings & {allergies}) = 0",
        f"({common} & {VOLUNTARY} > 0 OR {common} & {PAID} > 0 AND {paid})",
    ]
    if need.week:
        fits = f"bit_count(week & {week}) >= {need.least_quarters}" if need.is_flexible else f"week & {week} = {week}"
        musts.append(f"(week = {nothing} OR {fits})")
    alike = f"(area = 0 OR area = {need.area})" if need.area else "true"
    far = f"CASE WHEN east IS NULL THEN {alike} ELSE {_squares(need)} <= (reach / 100) * (reach / 100) END"
    return [*musts, far if need.place else alike]


def _squares(need: Need) -> str:
    east, north = need.place or (0, 0)
    return f"((east - {east}) * (east - {east}) + (north - {north}) * (north - {north}))"


def _near(need: Need) -> str:
    alike = f"CASE WHEN {need.area} > 0 AND area = {need.area} THEN {SAME_AREA} ELSE {UNKNOWN_NEAR} END"
    if need.place is None:
        return alike
    measured = f"{FULL} - {FULL} * {_squares(need)} / greatest((reach / 100) * (reach / 100), 1)"
    return f"CASE WHEN east IS NULL THEN {alike} ELSE {measured} END"


def _times(need: Need) -> str:
    if not need.week:
        return str(FULL)
    shared = f"{FULL} * bit_count(week & {_bits(need.week, WEEK)}) / {need.week.bit_count()}"
    return f"CASE WHEN week = 0::bit({WEEK}) THEN {FULL // 2} ELSE {shared} END"


def _share(wished: int, column: str, width: int) -> str:
    return f"({FULL} * bit_count({column} & {_bits(wished, width)}) / {wished.bit_count()})" if wished else str(FULL)


def _mean(parts: list[tuple[str, str]]) -> str:
    return f"({' + '.join(f'{w} * {part}' for w, part in parts)}) / ({' + '.join(w for w, _part in parts)})"
