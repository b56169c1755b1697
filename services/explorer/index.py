"""The completions of finished jobs, in memory: properties in SQLite, texts in compressed blocks."""

import sqlite3
from collections.abc import Iterable, Sequence

from services.explorer.blocks import block_of
from services.explorer.rows import Prompt, Row

_SCHEMA = """
CREATE TABLE prompt (
  id INTEGER PRIMARY KEY, tenant TEXT, digest TEXT, name TEXT, text TEXT, UNIQUE (tenant, digest));
CREATE TABLE block (id INTEGER PRIMARY KEY, packed BLOB);
CREATE TABLE completion (
  id INTEGER PRIMARY KEY, job TEXT, grp INTEGER, place INTEGER, tenant TEXT, run TEXT, step INTEGER, split TEXT,
  status TEXT, reward REAL, score REAL, verifier TEXT, language TEXT, characters INTEGER, prompt INTEGER,
  block INTEGER, first INTEGER, last INTEGER);
CREATE INDEX completion_job ON completion (job, grp, place);
CREATE INDEX completion_run ON completion (run, step);
CREATE INDEX completion_block ON completion (block);
CREATE INDEX completion_prompt ON completion (prompt);
CREATE VIEW training AS SELECT * FROM completion WHERE coalesce(split, 'train') = 'train';
CREATE TABLE mark (sort TEXT, value TEXT, completion INTEGER, PRIMARY KEY (sort, value, completion)) WITHOUT ROWID;
CREATE INDEX mark_completion ON mark (completion);
"""
_BLOCK_CHARACTERS = 200_000
_ROW_BYTES = 600  # of a completion's properties, marks and entries in indexes [measured]


class Index:
    """What the explorer knows. ``most_bytes`` bounds it: beyond that the oldest jobs are forgotten."""

    def __init__(self, most_bytes: int) -> None:
        self.rows = sqlite3.connect(":memory:", isolation_level=None)
        self.rows.executescript(_SCHEMA)
        self._most_bytes = most_bytes

    @property
    def completions(self) -> int:
        """How many there are."""
        return self._number("SELECT count(*) FROM completion")

    @property
    def used_bytes(self) -> int:
        """About how much memory they take."""
        return self._number("SELECT coalesce(sum(length(packed)), 0) FROM block") + _ROW_BYTES * self.completions

    def knows(self, job_id: str) -> bool:
        """Whether the job has been read."""
        return (
            self.rows.execute("SELECT 1 FROM completion WHERE job = ? LIMIT 1", (job_id,)).fetchone() is not None
        )

    def add(self, rows: Iterable[Row]) -> None:
        """Add completions of jobs that are not there yet; texts next to each other share a block."""
        together: list[Row] = []
        size = 0
        for row in rows:
            together.append(row)
            size += len(row.text)
            if size >= _BLOCK_CHARACTERS:
                self._store(together)
                together, size = [], 0
        if together:
            self._store(together)

    def bound(self) -> None:
        """Forget the oldest jobs while there is too much."""
        while (surplus := self.used_bytes - self._most_bytes) > 0:
            share = min(1.0, surplus / self.used_bytes + 0.05)
            skipped = min(self.completions - 1, int(share * self.completions))
            oldest = self.rows.execute("SELECT job FROM completion ORDER BY job LIMIT 1 OFFSET ?", (skipped,))
            self.forget_before(oldest.fetchone()[0] + "~")

    def forget_before(self, job_id: str) -> None:
        """Forget the jobs whose ids sort before this one."""
        self._forget("job < ?", (job_id,))

    def forget(self, job_ids: Sequence[str]) -> None:
        """Forget these jobs."""
        for job_id in job_ids:
            self._forget("job = ?", (job_id,))

    def _forget(self, where: str, values: tuple[str, ...]) -> None:
        if self._number(f"SELECT count(*) FROM (SELECT 1 FROM completion WHERE {where} LIMIT 1)", values) == 0:  # noqa: S608 - ours
            return
        with self.rows:
            self.rows.execute("BEGIN")
            gone = f"(SELECT id FROM completion WHERE {where})"  # noqa: S608 - one of the two above
            self.rows.execute(f"DELETE FROM mark WHERE completion IN {gone}", values)  # noqa: S608
            self.rows.execute(f"DELETE FROM completion WHERE {where}", values)  # noqa: S608
            self.rows.execute("DELETE FROM block WHERE id NOT IN (SELECT block FROM completion)")
            self.rows.execute("DELETE FROM prompt WHERE id NOT IN (SELECT prompt FROM completion)")

    def _store(self, rows: Sequence[Row]) -> None:
        block = block_of([row.text for row in rows])
        with self.rows:
            self.rows.execute("BEGIN")
            number = self._added("INSERT INTO block (packed) VALUES (?)", (block.packed,))
            prompts = {row.prompt: self._prompt(row.prompt) for row in rows}
            for row, place in zip(rows, block.places, strict=True):
                self._insert(row, prompts[row.prompt], number, place)

    def _insert(self, row: Row, prompt: int, block: int, place: tuple[int, int]) -> None:
        values = (
            *(row.job_id, row.group, row.index, row.prompt.tenant, row.run, row.step, row.split),
            *(row.status, row.reward, row.score, row.verifier, row.language, len(row.text), prompt, block, *place),
        )
        marks = ", ".join("?" * len(values))
        number = self._added(f"INSERT INTO completion VALUES (NULL, {marks})", values)  # noqa: S608 - question marks
        found = [("flag", flag) for flag in row.flags]
        found += [("check", name) for name in row.failed] + [("tag", tag) for tag in row.tags]
        if found:
            self.rows.executemany("INSERT OR IGNORE INTO mark VALUES (?, ?, ?)", [(*one, number) for one in found])

    def _prompt(self, prompt: Prompt) -> int:
        known = (prompt.tenant, prompt.digest)
        self.rows.execute(
            "INSERT INTO prompt (tenant, digest, name, text) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET text = excluded.text WHERE excluded.text != ''",
            (*known, prompt.name, prompt.text),
        )
        return self._number("SELECT id FROM prompt WHERE tenant = ? AND digest = ?", known)

    def _added(self, statement: str, values: Sequence[object]) -> int:
        number = self.rows.execute(statement, values).lastrowid
        assert number is not None
        return number

    def _number(self, statement: str, values: Sequence[object] = ()) -> int:
        return int(self.rows.execute(statement, values).fetchone()[0])
