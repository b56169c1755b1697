"""The same training by TRL's GRPOTrainer, from the same warm-up: the service is its reward function.

python with_trl.py --url http://127.0.0.1:8000
"""

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from forms import TERMS
from language import TOKENIZER
from plans import WARM_UPS, WIDE
from policy import sample, texts
from steelyard import Client
from steelyard.trl import SteelyardReward
from transformers import LlamaForCausalLM, TrainerCallback
from trl import GRPOConfig, GRPOTrainer
from warm_up import warm

GROUP = 16


class Curve(TrainerCallback):  # type: ignore[misc] # transformers has no types
    """Keeps the mean reward of each step."""

    def __init__(self) -> None:
        self.rewards: list[float] = []

    def on_log(self, _args: Any, state: Any, _control: Any, logs: Any = None, **_: Any) -> None:
        """Called once a step."""
        if logs and "reward" in logs:
            self.rewards.append(logs["reward"])
            print(f"step {state.global_step:3}  reward {logs['reward']:.3f}", flush=True)


def train(client: Client, url: str | None, net: LlamaForCausalLM, steps: int, out: Path, seed: int) -> list[float]:
    """The mean reward of each step; ``net`` is trained in place."""
    problems = WIDE.draw(client, 1000, 1)
    rows = [{"prompt": one.prompt, "verifier": one.as_row()["verifier"]} for one in problems]
    config = GRPOConfig(
        output_dir=str(out),
        per_device_train_batch_size=16 * GROUP,
        num_generations=GROUP,
        max_completion_length=TERMS.tokens(1),
        max_steps=steps,
        learning_rate=1.5e-3,
        lr_scheduler_type="constant",
        beta=0.02,
        temperature=1.0,
        logging_steps=1,
        save_strategy="no",
        report_to="none",
        use_cpu=True,
        bf16=False,
        seed=seed,
        gradient_checkpointing=False,
        weight_decay=0.0,
        disable_tqdm=True,
    )
    curve = Curve()
    trainer = GRPOTrainer(
        model=net,
        processing_class=TOKENIZER,
        args=config,
        train_dataset=Dataset.from_list(rows),
        reward_funcs=SteelyardReward(url=url, reward="dense", run=f"trl-{seed}"),
        callbacks=[curve],
    )
    trainer.train()
    return curve.rewards


def main() -> None:
    """Train, then see how many of the problems of the narrow family are all right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--out", type=Path, default=Path(".steelyard-study"))
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    net = warm(arguments.out, WARM_UPS["terms"])
    with Client(arguments.url) as client:
        rewards = train(client, arguments.url, net, arguments.steps, arguments.out / "trl", arguments.seed)
        problems = WIDE.draw(client, 96, 1)
        answers = texts(*sample(net.eval(), [one.prompt for one in problems], TERMS.tokens(1), greedy=True))
        groups = [{"verifier": p.verifier, "completions": [a]} for p, a in zip(problems, answers, strict=True)]
        result = client.verify(groups, run=f"trl-{arguments.seed}", step=arguments.steps, split="as trained")
    share = sum(reward or 0.0 for reward in result.rewards) / len(groups)
    print(f"all right: {share:.2f}")
    (arguments.out / "trl.json").write_text(json.dumps({"rewards": rewards, "all_right": share}))


if __name__ == "__main__":
    main()
