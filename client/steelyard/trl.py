"""Rewards for TRL's GRPO and its relatives (``reward_funcs``; run with TRL 1.16).

    from steelyard.trl import SteelyardReward

    trainer = GRPOTrainer(model, reward_funcs=SteelyardReward(), train_dataset=dataset, ...)

TRL leaves out samples whose reward is None, which is what a sample without a verdict gets.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from steelyard.scorer import Sample, Score, Scorer

_NOT_OF_THE_ROW = frozenset({"completion_ids", "environments", "trainer_state", "log_extra", "log_metric"})


class SteelyardReward:
    """A reward function: called once a batch, it asks once.

    ``label`` names the column with the verifier, its JSON or the label; without it the column ``verifier`` counts
    if there is one, else the whole row. Further options are those of Scorer. Status and feedback are logged beside
    the completions, the share without a verdict as a metric.
    """

    __name__ = "steelyard"

    def __init__(self, label: str | None = None, **options: Any) -> None:
        self._label = label
        self._scorer = Scorer(**options)

    def __call__(
        self,
        *,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        trainer_state: Any = None,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        """The rewards, None where there is no verdict."""
        rows = {name: values for name, values in columns.items() if name not in _NOT_OF_THE_ROW}
        samples = [self._sample(rows, *one) for one in enumerate(zip(prompts, completions, strict=True))]
        scores = self._scorer.score(samples, step=getattr(trainer_state, "global_step", None))
        if log_extra is not None:
            log_extra("steelyard_status", [score.status for score in scores])
            log_extra("steelyard_feedback", [score.reason or score.feedback or "" for score in scores])
        if log_metric is not None and scores:
            log_metric("steelyard/no_verdict", _share_without_verdict(scores))
        return [score.reward for score in scores]

    def _sample(self, rows: Mapping[str, Sequence[Any]], place: int, one: tuple[Any, Any]) -> Sample:
        prompt, completion = one
        name = self._label or ("verifier" if "verifier" in rows else None)
        if name is not None:
            return Sample(rows[name][place], completion, prompt)
        return Sample({column: values[place] for column, values in rows.items()}, completion, prompt, is_row=True)


def _share_without_verdict(scores: Sequence[Score]) -> float:
    return sum(score.reward is None for score in scores) / len(scores)
