"""A run broken down: which checks fail most, which prompts give no signal, how two runs differ by prompt."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.explorer.index import Index
from services.explorer.model import CheckShown, PromptShown, RunFound, RunQuery, StepShown

_CHECKS = 50
_PROMPTS = 100
_STEPS = 8
_SHOWN = 200
_ALL_PROMPTS = """
SELECT prompt, count(*), sum(status = 'correct'), avg(reward) FROM training WHERE tenant = ? AND run = ?
GROUP BY prompt ORDER BY 1.0 * sum(status = 'correct') / count(*), 2 DESC, 1"""
_FAILED = """
SELECT m.value, t.verifier, count(*) FROM training t JOIN mark m ON m.completion = t.id
WHERE m.sort = 'check' AND t.tenant = ? AND t.run = ? GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT ?"""
_LAST_STEPS = """
SELECT step, count(*), sum(status = 'correct') FROM training WHERE prompt = ? AND tenant = ? AND run = ?
GROUP BY step ORDER BY step DESC LIMIT ?"""


@dataclass(frozen=True, slots=True)
class _Prompt:
    number: int
    n: int
    right: int
    mean_reward: float | None
    beside_n: int = 0
    beside_right: int = 0

    @property
    def sort(self) -> str:
        """The class of the prompt: what all of its completions have in common."""
        return {0: "none_right", self.n: "all_right"}.get(self.right, "mixed")

    @property
    def difference(self) -> float:
        """How much more often it is solved beside."""
        return self.beside_right / self.beside_n - self.right / self.n if self.beside_n else 0.0


def break_down(index: Index, query: RunQuery, jobs_unread: int = 0) -> RunFound:
    """The figures of a run's training, from the completions that are kept of it."""
    started = time.monotonic()
    prompts = _prompts(index, query.tenant, query.run)
    classes = dict.fromkeys(("none_right", "mixed", "all_right"), 0)
    for one in prompts:
        classes[one.sort] += 1
    wanted = [one for one in prompts if query.only in (None, one.sort)]
    if query.beside is not None:
        wanted = _beside(wanted, _prompts(index, query.tenant, query.beside))
        wanted.sort(key=lambda one: -abs(one.difference))
    return RunFound(
        completions=sum(one.n for one in prompts),
        checks=_checks(index, query.tenant, query.run),
        prompts=[_shown(index, query, one) for one in wanted[:_PROMPTS]],
        classes=classes,
        jobs_unread=jobs_unread,
        seconds=round(time.monotonic() - started, 6),
    )


def _prompts(index: Index, tenant: str, run: str) -> list[_Prompt]:
    """All prompts of a run, the least often solved first."""
    return [_Prompt(*row) for row in index.rows.execute(_ALL_PROMPTS, (tenant, run))]


def _beside(prompts: Sequence[_Prompt], others: Sequence[_Prompt]) -> list[_Prompt]:
    """Those that both runs have."""
    known = {one.number: one for one in others}
    return [
        _Prompt(one.number, one.n, one.right, one.mean_reward, other.n, other.right)
        for one in prompts
        if (other := known.get(one.number)) is not None
    ]


def _checks(index: Index, tenant: str, run: str) -> list[CheckShown]:
    return [CheckShown(*row) for row in index.rows.execute(_FAILED, (tenant, run, _CHECKS))]


def _shown(index: Index, query: RunQuery, one: _Prompt) -> PromptShown:
    named: Any = index.rows.execute("SELECT digest, name, text FROM prompt WHERE id = ?", (one.number,))
    digest, name, text = named.fetchone()
    steps = index.rows.execute(_LAST_STEPS, (one.number, query.tenant, query.run, _STEPS)).fetchall()
    return PromptShown(
        digest=digest,
        group_id=name,
        text=text[:_SHOWN] or None,
        n=one.n,
        right=one.right,
        mean_reward=one.mean_reward,
        steps=[StepShown(*row) for row in reversed(steps)],
        beside_n=one.beside_n,
        beside_right=one.beside_right,
    )
