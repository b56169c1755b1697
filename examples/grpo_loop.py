"""The shape of a GRPO loop, small enough to run anywhere: a toy policy learns to add by the rewards it gets.

The policy is a table of logits, one for each prompt and completion; everything else is as in a real trainer:
sample a group of completions for each prompt, have them judged, compare each reward with the mean of its group,
and follow the gradient. Start a server (``make serve``), then ``python examples/grpo_loop.py``.
"""

import argparse
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from steelyard import Client

PROMPTS: Mapping[str, str] = {"3 + 4": "7", "12 - 7": "5", "1/2 + 1/3": "5/6", "2 * 4": "8"}
CANDIDATES = ("4", "5", "6", "7", "8", "0.8", "\\frac{5}{6}", "I do not know")
COMPLETIONS = tuple(f"Let me think. The answer is \\boxed{{{candidate}}}" for candidate in CANDIDATES)


@dataclass
class Policy:
    """Chooses a completion for a prompt; its logits are all there is to learn."""

    randomness: random.Random
    logits: dict[str, list[float]] = field(default_factory=lambda: {p: [0.0] * len(COMPLETIONS) for p in PROMPTS})

    def probabilities(self, prompt: str) -> list[float]:
        """Softmax of the logits."""
        weights = [math.exp(logit) for logit in self.logits[prompt]]
        return [weight / sum(weights) for weight in weights]

    def sample(self, prompt: str, size: int) -> list[int]:
        """A group: numbers of completions."""
        return self.randomness.choices(range(len(COMPLETIONS)), self.probabilities(prompt), k=size)

    def reinforce(self, prompt: str, choices: Sequence[int], advantages: Sequence[float], rate: float) -> None:
        """One REINFORCE step: the gradient of log p(choice) is one-hot minus the probabilities."""
        probabilities = self.probabilities(prompt)
        for choice, advantage in zip(choices, advantages, strict=True):
            for number, probability in enumerate(probabilities):
                gradient = (number == choice) - probability
                self.logits[prompt][number] += rate * advantage * gradient / len(choices)


def advantages_of(rewards: Sequence[float | None]) -> list[float]:
    """Each reward less the mean of its group. No verdict, no advantage: such a sample teaches nothing."""
    known = [reward for reward in rewards if reward is not None]
    mean = sum(known) / len(known) if known else 0.0
    return [0.0 if reward is None else reward - mean for reward in rewards]


def train(client: Client, policy: Policy, *, steps: int, group_size: int, rate: float) -> list[float]:
    """The mean reward of each step."""
    means = []
    for step in range(steps):
        choices = {prompt: policy.sample(prompt, group_size) for prompt in PROMPTS}
        groups = [
            {
                "id": prompt,
                "verifier": {"kind": "math", "ground_truth": truth},
                "completions": [COMPLETIONS[choice] for choice in choices[prompt]],
            }
            for prompt, truth in PROMPTS.items()
        ]
        result = client.verify(groups, reward="binary", run="grpo-example", step=step)
        for prompt, group in zip(PROMPTS, result.groups, strict=True):
            policy.reinforce(prompt, choices[prompt], advantages_of(group.rewards), rate)
        known = [reward for reward in result.rewards if reward is not None]
        means.append(sum(known) / len(known) if known else math.nan)
        print(f"step {step:3}  mean reward {means[-1]:.3f}  without verdict {len(result.rewards) - len(known)}")
    return means


def main() -> None:
    """Train against the server at ``--url``."""
    parser = argparse.ArgumentParser(description="A GRPO loop in miniature.")
    parser.add_argument("--url", help="address of the server (default: $STEELYARD_URL, else this machine)")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--group-size", type=int, default=16)
    parser.add_argument("--rate", type=float, default=4.0, help="learning rate")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    policy = Policy(random.Random(arguments.seed))
    with Client(arguments.url) as client:
        train(client, policy, steps=arguments.steps, group_size=arguments.group_size, rate=arguments.rate)
    for prompt in PROMPTS:
        probabilities = policy.probabilities(prompt)
        best = max(range(len(CANDIDATES)), key=probabilities.__getitem__)
        print(f"{prompt} = {CANDIDATES[best]}  ({probabilities[best]:.0%})")


if __name__ == "__main__":
    main()
