"""The turns and steps of a completion as rows of a table: what was said, the verdict, the reward."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.dashboard.completions import Seen
from verifiers.trajectory import Turn
from verifiers.verdict import PieceVerdict

_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One turn or step; ``number`` counts from 1."""

    number: int
    role: str
    text: str
    status: str | None
    score: float | None
    reward: float | None


def shown_pieces(seen: Seen) -> list[tuple[str, list[PieceRow]]]:
    """The rows of the turns and of the steps, where there are any."""
    verdict, item, result = seen.result.verdict, seen.item, seen.result
    found = []
    if item.turns:
        said = [(turn.role, _text(turn)) for turn in item.turns]
        found.append(("turn", _rows(said, verdict.turns if verdict else (), result.turn_rewards)))
    if item.steps:
        said = [("step", step) for step in item.steps]
        found.append(("step", _rows(said, verdict.steps if verdict else (), result.step_rewards)))
    return found


def _rows(
    said: Sequence[tuple[str, str]], verdicts: Sequence[PieceVerdict], rewards: Sequence[float | None] | None
) -> list[PieceRow]:
    judged: Mapping[int, PieceVerdict] = {one.place: one for one in verdicts}
    rows = []
    for place, (role, text) in enumerate(said):
        verdict = judged.get(place)
        status, score = (None, None) if verdict is None else (verdict.status, verdict.score)
        reward = rewards[place] if rewards and place < len(rewards) else None
        rows.append(PieceRow(place + 1, role, text[:_SHOWN], status, score, reward))
    return rows


def _text(turn: Turn) -> str:
    calls = [f"calls {json.dumps(call, ensure_ascii=False)}" for call in turn.tool_calls or ()]
    results = [f"gets {json.dumps(one, ensure_ascii=False)}" for one in turn.tool_results or ()]
    attempt = [turn.attempt] if isinstance(turn.attempt, str) else []
    return "\n".join([turn.content or "", *attempt, *calls, *results]).strip()
