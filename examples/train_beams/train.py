"""GRPO on a CPU with rewards by ``POST /v1/verify``: a run of several stages, tested as it goes, resumable."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from language import TERM_TOKENS, is_right, loads_of
from policy import Learner, advantages_of, sample, texts
from steelyard import Client, VerifyResult
from steelyard.beams import BeamOptions, BeamProblem
from steelyard.bodies import Reward
from transformers import LlamaForCausalLM

TEST_EVERY = 15
_POOL = 1000


@dataclass(frozen=True)
class Problems:
    """Problems of a family, as the service draws them."""

    family: str
    options: BeamOptions = field(default_factory=BeamOptions)

    def draw(self, client: Client, count: int, seed: int) -> list[BeamProblem]:
        """So many, or as many different ones as there are."""
        options: BeamOptions = {**self.options, "prompt_style": "short"}
        return list(client.generate_beams(self.family, seed=seed, count=count, **options))


@dataclass(frozen=True)
class Stage:
    """What is trained on for so many steps: the pools in turn, prompt by prompt."""

    pools: Sequence[Problems]
    steps: int


@dataclass(frozen=True)
class Plan:
    """One run. ``beta`` weighs the divergence from the warm-up."""

    name: str
    stages: Sequence[Stage]
    tests: Mapping[str, Problems]
    seed: int = 0
    reward: Reward = "dense"
    verifier: Mapping[str, Any] = field(default_factory=dict)
    by_deviation: bool = True
    rate: float = 5e-4
    beta: float = 0.02
    prompts: int = 16
    group: int = 16
    tested: int = 48

    @property
    def steps(self) -> int:
        """Steps of all stages."""
        return sum(stage.steps for stage in self.stages)


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
        prompts = [problem.prompt for problem in problems for _ in range(plan.group)]
        begun = time.perf_counter()
        ids, start = sample(self._net, prompts, _most_tokens(prompts))
        answers = texts(ids, start)
        sampled = time.perf_counter()
        groups = self._groups(problems, answers, plan.group)
        result = self._client.verify(groups, reward=plan.reward, run=plan.name, step=step)
        judged = time.perf_counter()
        rewards = [group.rewards for group in result.groups]
        advantages = advantages_of(rewards, by_deviation=plan.by_deviation)
        learned = self._learner.learn(ids, start, advantages)
        seconds = {"sample": sampled - begun, "judge": judged - sampled, "learn": time.perf_counter() - judged}
        row = {"step": step, **_shown(prompts, answers, result), **learned, "seconds": seconds, **tests}
        if step % 5 == 0:
            figures = "  ".join(f"{name} {row[name]:.3f}" for name in ("reward", "all_right", "entropy", "kl"))
            print(f"{plan.name}  step {step:3} of {plan.steps}  {figures}  {answers[0]}", flush=True)
        return row

    def _groups(self, problems: Sequence[BeamProblem], answers: Sequence[str], size: int) -> list[dict[str, Any]]:
        return [
            {
                "id": problem.id,
                "verifier": {**problem.verifier, **self._plan.verifier},
                "completions": answers[place * size : (place + 1) * size],
                "tags": {"family": str(problem.tags["family"])},
            }
            for place, problem in enumerate(problems)
        ]

    def _test(self, step: int) -> dict[str, float]:
        """By test set the share of problems that are all right, by greedy answers."""
        plan, shares = self._plan, {}
        for name, problems in self._tests.items():
            prompts = [problem.prompt for problem in problems]
            answers = texts(*sample(self._net, prompts, _most_tokens(prompts), greedy=True))
            groups = self._groups(problems, answers, 1)
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


def _most_tokens(prompts: Sequence[str]) -> int:
    return 6 + 2 * TERM_TOKENS * max(map(loads_of, prompts))


def _shown(prompts: Sequence[str], answers: Sequence[str], result: VerifyResult) -> dict[str, Any]:
    """What a step shows, and whether the verdicts are those of a rule that the service knows nothing of."""
    verdicts = [one.verdict for one in result.results]
    right = [verdict is not None and verdict.status == "correct" for verdict in verdicts]
    truths = [is_right(prompt, answer) for prompt, answer in zip(prompts, answers, strict=True)]
    flat = [len(set(group.rewards)) == 1 for group in result.groups]
    return {
        "reward": _mean(result.rewards),
        "score": _mean([None if verdict is None else verdict.score for verdict in verdicts]),
        "all_right": sum(right) / len(right),
        "flat": sum(flat) / len(flat),
        "no_verdict": sum(reward is None for reward in result.rewards),
        "checked": sum(truth is not None for truth in truths),
        "wrong_verdicts": [
            answer
            for answer, said, truth in zip(answers, right, truths, strict=True)
            if truth is not None and said != truth
        ],
        "answer": answers[0],
    }


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else float("nan")
