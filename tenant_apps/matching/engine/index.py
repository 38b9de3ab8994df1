"""All offers of a circle as packed columns, so that an ask is answered at the speed at which memory is read.

What it answers is what the loop answers, always. One row is changed without touching the others; `version` grows with
each change, and is compared with the circle's own before the index is used.
"""

import io
from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from tenant_apps.matching.engine.loop import (
    GLADLY,
    KNOWN,
    NEAR,
    SAME_AREA,
    SOFT_EACH,
    TIMES,
    UNKNOWN_NEAR,
)
from tenant_apps.matching.engine.shape import (
    FULL,
    PAID,
    SOFT,
    VOLUNTARY,
    WEEK,
    Giver,
    Key,
    Need,
    Scored,
    Terms,
    lot,
    wanted,
)

Rows = npt.NDArray[Any]
WORDS: Final = -(-WEEK // 64)
_U64: Final = (1 << 64) - 1
_COLUMNS: Final[tuple[tuple[str, str, int], ...]] = (
    ("musts", "u8", 0),
    ("languages", "u8", 0),
    ("brings", "u2", 0),
    ("week", "u8", WORDS),
    ("has_week", "?", 0),
    ("has_place", "?", 0),
    ("east", "i4", 0),
    ("north", "i4", 0),
    ("area", "i8", 0),
    ("reach", "i4", 0),
    ("pay", "u1", 0),
    ("pence", "i8", 0),
    ("gladly", "u4", 0),
    ("has", "u8", len(SOFT)),
    ("likes", "u8", len(SOFT)),
    ("room", "i4", 0),
    ("waiting", "i8", 0),
    ("lot", "u8", 0),
    ("key", "u8", 2),
    ("is_uuid", "?", 0),
)


class Index:
    """The offers of one circle. Not to be changed while another thread asks it."""

    def __init__(self, givers: Iterable[Giver] = (), version: int = 0) -> None:
        self._columns = _empty(64)
        self._rows: dict[Key, int] = {}
        self.version = version
        for giver in givers:
            self._write(giver)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    @property
    def memory(self) -> int:
        """How many bytes the rows take that are in use."""
        return sum(column[: len(self)].nbytes for column in self._columns.values())

    def put(self, giver: Giver) -> None:
        """Somebody new, or somebody changed."""
        self._write(giver)
        self.version += 1

    def remove(self, key: Key) -> None:
        """Somebody is no longer there. Twice is once."""
        row = self._rows.pop(key, None)
        if row is None:
            return
        last = len(self._rows)
        if row != last:
            for column in self._columns.values():
                column[row] = column[last]
            self._rows[self._key(row)] = row
        self.version += 1

    def shortlist(self, need: Need, terms: Terms, most: int = 20) -> list[Scored]:
        """The same people in the same order as the loop finds."""
        rows = self._fitting(need, terms)
        if not rows.size or most < 1:
            return []
        asker, giver, is_known = self._glad(need, rows)
        since = self._columns["waiting"][rows]
        both = asker + giver
        score = 2 * asker * giver // np.maximum(both, 1)
        best = np.arange(rows.size)
        if rows.size > most:
            # Whoever equals the last one on the list may still come before them, so all of those are sorted.
            best = np.flatnonzero(score >= np.partition(score, rows.size - most)[rows.size - most])
        chosen = rows[best]
        order = best[np.lexsort((self._columns["lot"][chosen], since[best], -score[best]))][:most]
        return [
            Scored(
                self._key(rows[at]), int(score[at]), int(asker[at]), int(giver[at]), bool(is_known[at]), int(since[at])
            )
            for at in order
        ]

    def dumped(self) -> bytes:
        """The whole index as bytes, for another process."""
        out = io.BytesIO()
        np.save(out, np.array([self.version, len(self)], dtype=np.int64), allow_pickle=False)
        for name, _kind, _width in _COLUMNS:
            np.save(out, self._columns[name][: len(self)], allow_pickle=False)
        return out.getvalue()

    @classmethod
    def loaded(cls, dumped: bytes) -> "Index":
        """An index from another process. Raises ValueError if the bytes are not one."""
        source = io.BytesIO(dumped)
        version, count = (int(each) for each in np.load(source, allow_pickle=False))
        made = cls(version=version)
        made._columns = _empty(count)
        for name, _kind, _width in _COLUMNS:
            column = np.load(source, allow_pickle=False)
            if column.shape != made._columns[name][:count].shape or column.dtype != made._columns[name].dtype:
                raise ValueError("These bytes are no index of ours.")
            made._columns[name][:count] = column
        made._rows = {made._key(row): row for row in range(count)}
        return made

    def _write(self, giver: Giver) -> None:
        row = self._rows.setdefault(giver.key, len(self._rows))
        if row >= len(self._columns["musts"]):
            wider = _empty(2 * row)
            for name, column in self._columns.items():
                wider[name][:row] = column[:row]
            self._columns = wider
        for name, value in _values(giver).items():
            self._columns[name][row] = value

    def _key(self, row: int) -> Key:
        high, low = (int(each) for each in self._columns["key"][row])
        number = high << 64 | low
        if self._columns["is_uuid"][row]:
            return UUID(int=number)
        return number - (1 << 128) if high >> 63 else number

    def _at(self, keys: Collection[Key]) -> list[int]:
        return [self._rows[key] for key in keys if key in self._rows]

    def _fitting(self, need: Need, terms: Terms) -> Rows:
        """The rows nothing stands against. What leaves most people out in the shortest time is looked at first."""
        none = np.empty(0, dtype=np.intp)
        if terms.no_personal_care and need.is_personal:
            return none
        must = np.uint64(wanted(need))
        rows: Rows = np.flatnonzero((self._columns["musts"][: len(self)] & must) == must)
        for narrow in (self._by_place, self._by_words, self._by_pay, self._by_time):
            rows = rows[narrow(need, terms, rows)] if rows.size else none
        away = self._at({need.person, *need.apart})
        return rows[~np.isin(rows, away)] if away else rows

    def _by_place(self, need: Need, _terms: Terms, rows: Rows) -> Rows:
        area = self._columns["area"][rows]
        alike: Rows = (area == 0) | (area == need.area) if need.area else np.ones(rows.size, dtype=bool)
        if need.place is None:
            return alike
        reach = self._columns["reach"][rows].astype(np.int64) // 100
        is_near = self._squares(need.place, rows) <= reach * reach
        return np.where(self._columns["has_place"][rows], is_near, alike)

    def _by_words(self, need: Need, _terms: Terms, rows: Rows) -> Rows:
        fits: Rows = self._columns["room"][rows] > 0
        if need.languages:
            fits &= (self._columns["languages"][rows] & np.uint64(need.languages)) == np.uint64(need.languages)
        if need.allergies:
            fits &= (self._columns["brings"][rows] & np.uint16(need.allergies)) == 0
        return fits

    def _by_pay(self, need: Need, terms: Terms, rows: Rows) -> Rows:
        common = self._columns["pay"][rows] & np.uint8(need.pay & (VOLUNTARY if terms.no_paid_work else 3))
        affordable: Rows = (common & PAID) > 0
        if need.most_pence is not None:
            affordable &= self._columns["pence"][rows] <= need.most_pence
        fits: Rows = ((common & VOLUNTARY) > 0) | affordable
        return fits

    def _by_time(self, need: Need, _terms: Terms, rows: Rows) -> Rows:
        if not need.week:
            return np.ones(rows.size, dtype=bool)
        week, used = _week(need.week)
        if need.is_flexible:
            fits: Rows = self._overlap(week, used, rows) >= need.least_quarters
        else:
            fits = np.ones(rows.size, dtype=bool)
            for word in used:
                fits &= (self._columns["week"][rows, word] & week[word]) == week[word]
        return fits | ~self._columns["has_week"][rows]

    def _overlap(self, week: Rows, used: list[int], rows: Rows) -> Rows:
        """How many quarters both have. Only those words of the week are read in which anything is asked for."""
        found = np.zeros(rows.size, dtype=np.int64)
        for word in used:
            found += np.bitwise_count(self._columns["week"][rows, word] & week[word])
        return found

    def _squares(self, place: tuple[int, int], rows: Rows) -> Rows:
        east = self._columns["east"][rows].astype(np.int64) - place[0]
        north = self._columns["north"][rows].astype(np.int64) - place[1]
        return east * east + north * north

    def _glad(self, need: Need, rows: Rows) -> tuple[Rows, Rows, Rows]:
        """How glad each of two would be, in whole thousandths, and whether it is known how far it is."""
        count = rows.size
        near, is_known = self._near(need, rows)
        times = np.full(count, FULL, dtype=np.int64)
        if need.week:
            week, used = _week(need.week)
            times = FULL * self._overlap(week, used, rows) // need.week.bit_count()
            times[~self._columns["has_week"][rows]] = FULL // 2
        mine, my_weight = TIMES * times + NEAR * near, TIMES + NEAR
        theirs = mine + GLADLY * _share(need.tasks, self._columns["gladly"][rows], count)
        their_weight = np.full(count, TIMES + NEAR + GLADLY, dtype=np.int64)
        for facet in range(len(SOFT)):
            if need.likes[facet]:
                mine = mine + SOFT_EACH * _share(need.likes[facet], self._columns["has"][rows, facet], count)
                my_weight += SOFT_EACH
            liked = self._columns["likes"][rows, facet]
            wished = np.bitwise_count(liked).astype(np.int64)
            met = np.bitwise_count(liked & np.uint64(need.has[facet])).astype(np.int64)
            theirs += SOFT_EACH * (FULL * met // np.maximum(wished, 1))
            their_weight += SOFT_EACH * (wished > 0)
        if need.known:
            mine = mine + KNOWN * FULL * np.isin(rows, self._at(need.known))
            my_weight += KNOWN
        return mine // my_weight, theirs // their_weight, is_known

    def _near(self, need: Need, rows: Rows) -> tuple[Rows, Rows]:
        alike = self._columns["area"][rows] == need.area if need.area else np.zeros(rows.size, dtype=bool)
        near = np.where(alike, SAME_AREA, UNKNOWN_NEAR).astype(np.int64)
        if need.place is None:
            return near, alike
        is_placed = self._columns["has_place"][rows]
        reach = self._columns["reach"][rows].astype(np.int64) // 100
        measured = FULL - FULL * self._squares(need.place, rows) // np.maximum(reach * reach, 1)
        return np.where(is_placed, measured, near), is_placed | alike


def _values(giver: Giver) -> dict[str, object]:
    number = giver.key.int if isinstance(giver.key, UUID) else giver.key
    east, north = giver.place or (0, 0)
    return {
        "musts": giver.packed,
        "languages": giver.languages,
        "brings": giver.brings,
        "week": _week(giver.week)[0],
        "has_week": bool(giver.week),
        "has_place": giver.place is not None,
        "east": east,
        "north": north,
        "area": giver.area,
        "reach": giver.reach,
        "pay": giver.pay,
        "pence": giver.least_pence,
        "gladly": giver.gladly,
        "has": giver.has,
        "likes": giver.likes,
        "room": giver.room,
        "waiting": giver.waiting_since,
        "lot": lot(giver.key),
        "key": (number >> 64 & _U64, number & _U64),
        "is_uuid": isinstance(giver.key, UUID),
    }


def _empty(rows: int) -> dict[str, Rows]:
    return {name: np.zeros((rows, width) if width else rows, dtype=kind) for name, kind, width in _COLUMNS}


def _week(bits: int) -> tuple[Rows, list[int]]:
    """A week as words, and which of them have anything in them."""
    words = np.frombuffer(bits.to_bytes(WORDS * 8, "little"), dtype="<u8")
    return words, [int(word) for word in np.flatnonzero(words)]


def _share(wished: int, there: Rows, count: int) -> Rows:
    if not wished:
        return np.full(count, FULL, dtype=np.int64)
    return FULL * np.bitwise_count(there & there.dtype.type(wished)).astype(np.int64) // wished.bit_count()
