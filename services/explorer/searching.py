"""Searches an index: by properties in SQL, by text through the blocks that may hold it, newest first."""

import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from services.explorer.blocks import Pattern, matches, pattern_of, unpacked
from services.explorer.index import Index
from services.explorer.model import Excerpt, Found, Hit, Query

BUDGET_SECONDS = 0.8
"""After so long a search answers with what it has found so far."""
_AROUND = 120  # bytes of an excerpt on either side
_COLUMNS = (
    "c.id, c.job, c.grp, c.place, c.tenant, c.run, c.step, c.split, c.status, c.reward, c.score, c.verifier,"
    " c.language, c.characters, p.name, p.text, c.block, c.first, c.last"
)
_EQUAL = ("tenant", "run", "split", "status", "language", "verifier")
_BOUNDS = (("from_step", "step >="), ("to_step", "step <="), ("lowest", "reward >="), ("highest", "reward <="))
_OF_PROMPT = (
    "c.prompt IN (SELECT id FROM prompt"
    " WHERE instr(lower(text), ?) OR instr(lower(coalesce(name, '')), ?) OR digest = ?)"
)
_MARKS = ("flag", "check", "tag")
_NEWEST_FIRST = "ORDER BY c.job DESC, c.grp, c.place"
_PROMPT_SHOWN = 200
_PROPERTIES = [field.name for field in fields(Hit)][:-3]  # in the order of the columns


@dataclass(frozen=True, slots=True)
class _Where:
    """Conditions in SQL and the values in them."""

    conditions: Sequence[str]
    values: Sequence[object]

    def __str__(self) -> str:
        return " AND ".join(self.conditions) or "1"

    def also(self, condition: str, *values: object) -> "_Where":
        """With a further condition."""
        return _Where([*self.conditions, condition], [*self.values, *values])


def search(index: Index, query: Query, jobs_unread: int = 0, budget_seconds: float = BUDGET_SECONDS) -> Found:
    """Completions that have all the properties asked for. Capitals count as small letters in texts."""
    started = time.monotonic()
    where = _after(_where(query), query.after)
    left_from, pattern = None, None if query.text is None else pattern_of(query.text)
    if pattern is None:
        rows, total = _by_properties(index, where, query.limit + 1), _count(index, where)
    else:
        places, left_from = _through_blocks(index, where, pattern, started + budget_seconds)
        found = _by_text(index, where, places)
        total = len(found)
        # Where the search was cut short, only what is newer than all that was left can be told in order.
        shown = [one for one in found if left_from is None or one[0] > left_from]
        rows = _rows(index, [one[3] for one in shown[: query.limit + 1]])
    hits = _hits(index, rows[: query.limit], pattern)
    more = len(rows) > query.limit
    return Found(
        hits=hits,
        total=total,
        is_complete=left_from is None and not jobs_unread,
        next_cursor=_cursor(hits[-1]) if more else (None if left_from is None else f"{left_from}:-1:0"),
        completions=index.completions,
        jobs_unread=jobs_unread,
        seconds=round(time.monotonic() - started, 6),
    )


def _where(query: Query) -> _Where:
    where = _Where([], [])
    for name in _EQUAL:
        if (value := getattr(query, name)) is not None:
            # A job without a split is part of what the run trains on.
            column = "coalesce(c.split, 'train')" if name == "split" else f"c.{name}"
            where = where.also(f"{column} = ?", value)
    for name, comparison in _BOUNDS:
        if (value := getattr(query, name)) is not None:
            where = where.also(f"c.{comparison} ?", value)
    for sort in _MARKS:
        if (value := getattr(query, sort)) is not None:
            where = where.also("c.id IN (SELECT completion FROM mark WHERE sort = ? AND value = ?)", sort, value)
    if query.prompt is not None:
        text = query.prompt.lower()
        where = where.also(_OF_PROMPT, text, text, text)
    return where


def _after(where: _Where, cursor: str | None) -> _Where:
    if cursor is None:
        return where
    job, group, place = cursor.split(":")
    older = "(c.job < ? OR (c.job = ? AND (c.grp > ? OR (c.grp = ? AND c.place > ?))))"
    return where.also(older, job, job, int(group), int(group), int(place))


def _by_properties(index: Index, where: _Where, limit: int) -> list[tuple[Any, ...]]:
    return index.rows.execute(
        # In the order of the answer, so that the limit ends it: sorting all that is found takes longer.
        f"SELECT {_COLUMNS} FROM completion c INDEXED BY completion_job JOIN prompt p ON p.id = c.prompt"  # noqa: S608
        f" WHERE {where} {_NEWEST_FIRST} LIMIT ?",
        (*where.values, limit),
    ).fetchall()


def _count(index: Index, where: _Where) -> int:
    statement = f"SELECT count(*) FROM completion c WHERE {where}"  # noqa: S608 - no value is in it
    return int(index.rows.execute(statement, where.values).fetchone()[0])


def _through_blocks(
    index: Index, where: _Where, pattern: Pattern, deadline: float
) -> tuple[dict[int, list[tuple[int, int]]], str | None]:
    """Where the text stands, by block, and the newest job of what there was no time for."""
    blocks = index.rows.execute(
        f"SELECT block, max(job) FROM completion c WHERE {where} GROUP BY block ORDER BY 2 DESC",  # noqa: S608
        where.values,
    ).fetchall()
    places: dict[int, list[tuple[int, int]]] = {}
    for number, (block, newest) in enumerate(blocks):
        if number and time.monotonic() > deadline:
            return places, newest
        if found := matches(pattern, _text_of(index, block)):
            places[block] = found
    return places, None


def _by_text(
    index: Index, where: _Where, places: Mapping[int, Sequence[tuple[int, int]]]
) -> list[tuple[str, int, int, int]]:
    """Job, group, place and id of the completions that hold the text, newest first."""
    found: list[tuple[str, int, int, int]] = []
    starts = {block: [start for start, _ in inside] for block, inside in places.items()}
    blocks = ", ".join(map(str, places))  # in one statement, which looks for prompts once
    rows = index.rows.execute(
        "SELECT c.job, c.grp, c.place, c.id, c.block, c.first, c.last FROM completion c"  # noqa: S608 - no text is in it
        f" WHERE c.block IN ({blocks}) AND {where}",
        where.values,
    )
    for job, group, place, number, block, first, last in rows:
        at = bisect_left(starts[block], first)
        if at < len(starts[block]) and places[block][at][1] <= last:
            found.append((job, group, place, number))
    found.sort(key=lambda one: (one[1], one[2]))
    found.sort(key=lambda one: one[0], reverse=True)
    return found


def _rows(index: Index, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    marks = ", ".join("?" * len(ids))
    return index.rows.execute(
        f"SELECT {_COLUMNS} FROM completion c JOIN prompt p ON p.id = c.prompt"  # noqa: S608 - no value is in it
        f" WHERE c.id IN ({marks}) {_NEWEST_FIRST}",
        ids,
    ).fetchall()


def _hits(index: Index, rows: Sequence[Sequence[Any]], pattern: Pattern | None) -> list[Hit]:
    """The rows as they are answered. Those next to each other mostly share a block, which is unpacked once."""
    texts: dict[int, bytes] = {}
    hits = []
    for number, *properties, prompt, block, first, last in rows:
        if block not in texts:
            texts = {block: _text_of(index, block)}
        hit = Hit(
            **dict(zip(_PROPERTIES, properties, strict=True)),
            prompt=prompt[:_PROMPT_SHOWN] or None,
            flags=_flags(index, number),
            excerpt=_excerpt(texts[block][first:last], pattern),
        )
        hits.append(hit)
    return hits


def _flags(index: Index, number: int) -> list[str]:
    found = index.rows.execute("SELECT value FROM mark WHERE completion = ? AND sort = 'flag'", (number,))
    return [flag for (flag,) in found]


def _excerpt(text: bytes, pattern: Pattern | None) -> Excerpt:
    place = next(iter(matches(pattern, text)), None) if pattern is not None else None
    if place is None:
        return Excerpt(_cut(text[-2 * _AROUND :]), "", "")
    start, end = place
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return Excerpt(_cut(before), _cut(text[start:end]), _cut(after))


def _cut(text: bytes) -> str:
    """What may begin or end within a character."""
    return text.decode("utf-8", "ignore")


def _text_of(index: Index, block: int) -> bytes:
    (packed,) = index.rows.execute("SELECT packed FROM block WHERE id = ?", (block,)).fetchone()
    return unpacked(packed)


def _cursor(hit: Hit) -> str:
    return f"{hit.job_id}:{hit.group}:{hit.index}"
