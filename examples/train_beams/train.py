"""GRPO on a CPU with rewards by ``POST /v1/verify``: a run of several stages, tested as it goes, resumable."""

import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from forms import Form
from language import beam_of, loads_of
from plan import Plan
from policy import Learner, advantages_of, lengths, sample, texts
from steelyard import Client, VerifyResult
from steelyard.beams import BeamProblem
from transformers import LlamaForCausalLM

TEST_EVERY = 15
_POOL = 1000


class Training:
    """One plan under way: its model, its curve so far, and what it trains on."""

    def __init__(self, plan: Plan, client: Client, net: LlamaForCausalLM, folder: Path) -> None:
        self._plan, self._client, self._net, self._folder = plan, client, net, folder
        self._learner = Learner(net, plan.rate, plan.beta)
        self._rng = random.Random(plan.seed)
        self._curve: list[dict[str, Any]] = []
        self._tests = {name: problems.draw(client, plan.tested, 9) for name, problems in plan.tests.items()}

    def run(self) -> list[dict[str, Any]]:
        """Train to the end, from where an earlier try was saved; the curve, a row a step."""
        torch.manual_seed(self._plan.seed)
        self._resume()
        begun = 0
        for stage in self._plan.stages:
            pools = [pool.draw(self._client, _POOL, 1) for pool in stage.pools]
            for step in range(max(begun, len(self._curve)), begun + stage.steps):
                self._curve.append(self._step(step, pools))
                if "tests" in self._curve[-1]:
                    self._save()
            begun += stage.steps
        if "tests" not in self._curve[-1]:
            self._curve[-1]["tests"] = self._test(begun)
            self._save()
        return self._curve

    def _step(self, step: int, pools: Sequence[Sequence[BeamProblem]]) -> dict[str, Any]:
        tests = {"tests": self._test(step)} if step % TEST_EVERY == 0 else {}
        plan = self._plan
        problems = [self._rng.choice(pools[place % len(pools)]) for place in range(plan.prompts)]
        begun = time.perf_counter()
        asked, ids, start = self._sampled(problems, plan.group)
        sampled = time.perf_counter()
        groups = self._groups(problems, ids, start, plan.verifier)
        result = self._client.verify(groups, reward=plan.reward, run=plan.name, step=step)
        judged = time.perf_counter()
        rewards = [group.rewards for group in result.groups]
        advantages = advantages_of(rewards, by_deviation=plan.by_deviation)
        learned = self._learner.learn(ids, start, advantages)
        seconds = {"sample": sampled - begun, "judge": judged - sampled, "learn": time.perf_counter() - judged}
        is_strict = "compatible_with" not in plan.verifier
        shown = _shown(plan.form, asked, texts(ids, start), result, is_strict=is_strict)
        row = {"step": step, **shown, "tokens": _mean(lengths(ids, start)), **learned, "seconds": seconds, **tests}
        if step % 5 == 0:
            figures = "  ".join(f"{name} {row[name]:.3f}" for name in ("reward", "all_right", "entropy", "kl"))
            print(f"{plan.name}  step {step:3} of {plan.steps}  {figures}  {row['answer']!r}", flush=True)
        return row

    def _sampled(
        self, problems: Sequence[BeamProblem], count: int, *, greedy: bool = False
    ) -> tuple[list[str], torch.Tensor, int]:
        """Prompts, each as often as it is answered; prompts and completions as tokens; where completions begin."""
        asked = [problem.prompt for problem in problems for _ in range(count)]
        most = self._plan.form.tokens(max(map(loads_of, asked)))
        return asked, *sample(self._net, asked, most, greedy=greedy)

    def _groups(
        self, problems: Sequence[BeamProblem], ids: torch.Tensor, start: int, verifier: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        told = zip(texts(ids, start), lengths(ids, start), strict=True)
        completions = [{"text": text, "n_tokens": count} for text, count in told]
        size = len(completions) // len(problems)
        return [
            {
                "id": problem.id,
                "verifier": {**problem.verifier, **verifier},
                "completions": completions[place * size : (place + 1) * size],
                "tags": {"family": str(problem.tags["family"])},
            }
            for place, problem in enumerate(problems)
        ]

    def _test(self, step: int) -> dict[str, float]:
        """By test set the share of problems that are all right, by greedy answers."""
        plan, shares = self._plan, {}
        for name, problems in self._tests.items():
            _, ids, start = self._sampled(problems, 1, greedy=True)
            groups = self._groups(problems, ids, start, {})
            result = self._client.verify(
                groups, reward="binary", run=plan.name, step=step, split=name, priority="eval"
            )
            shares[name] = round(_mean(result.rewards), 4)
        print(f"{plan.name}  step {step:3} of {plan.steps}  tests {shares}", flush=True)
        return shares

    @property
    def _saved(self) -> Path:
        return self._folder / f"{self._plan.name}.pt"

    def _save(self) -> None:
        """What a run needs to go on after this step, written whole or not at all."""
        state = {
            "curve": self._curve,
            "net": self._net.state_dict(),
            "adam": self._learner.adam.state_dict(),
            "rng": self._rng.getstate(),
            "torch": torch.get_rng_state(),
        }
        fresh = self._saved.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self._saved)

    def _resume(self) -> None:
        if not self._saved.exists():
            return
        state = torch.load(self._saved, weights_only=False)
        self._curve = state["curve"]
        self._net.load_state_dict(state["net"])
        self._learner.adam.load_state_dict(state["adam"])
        self._rng.setstate(state["rng"])
        torch.set_rng_state(state["torch"])


def learned(folder: Path, name: str) -> dict[str, torch.Tensor]:
    """The weights of a run at its end."""
    weights: dict[str, torch.Tensor] = torch.load(folder / f"{name}.pt", weights_only=False)["net"]
    return weights


def _shown(
    form: Form, asked: Sequence[str], answers: Sequence[str], result: VerifyResult, *, is_strict: bool
) -> dict[str, Any]:
    """What a step shows, and whether strict verdicts are those of a rule that the service knows nothing of."""
    verdicts = [one.verdict for one in result.results]
    said = [verdict is not None and verdict.status == "correct" for verdict in verdicts]
    known = [form.is_right(beam_of(prompt), text) for prompt, text in zip(asked, answers, strict=True)]
    truths = known if is_strict else [None] * len(known)
    flat = [len(set(group.rewards)) == 1 for group in result.groups]
    return {
        "reward": _mean(result.rewards),
        "score": _mean([None if verdict is None else verdict.score for verdict in verdicts]),
        "all_right": sum(said) / len(said),
        "truly_right": sum(truth is True for truth in known) / len(known),
        "flat": sum(flat) / len(flat),
        "no_verdict": sum(reward is None for reward in result.rewards),
        "checked": sum(truth is not None for truth in truths),
        "wrong_verdicts": [
            answer
            for answer, verdict, truth in zip(answers, said, truths, strict=True)
            if truth is not None and verdict != truth
        ],
        "answer": answers[0],
    }


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else float("nan")
