"""verl's reward managers naive (asynchronous), batch and prime, each with the function meant for it.

Which of them are run, one after the other, is said by the arguments after the address and the count; ``scorer`` is
verl's own of sandbox_fusion.
"""

import asyncio
import sys
from types import SimpleNamespace

import numpy as np
import torch
import verl_sandbox
from samples import COUNT, completion, label, tell
from verl import DataProto
from verl.experimental.reward_loop.reward_manager.naive import NaiveRewardManager
from verl.utils.import_utils import load_extern_object
from verl.workers.reward_manager.batch import BatchRewardManager
from verl.workers.reward_manager.prime import PrimeRewardManager

WHICH = sys.argv[3:]
LONGEST = 400


class Characters:
    """A tokenizer whose tokens are characters."""

    def decode(self, ids: torch.Tensor, skip_special_tokens: bool = True) -> str:
        return "".join(map(chr, ids.tolist())).rstrip("\0")

    def batch_decode(self, rows: torch.Tensor, skip_special_tokens: bool = True) -> list[str]:
        return [self.decode(row) for row in rows]


def batch() -> DataProto:
    texts = [completion(number) for number in range(COUNT)]
    responses = torch.zeros(COUNT, LONGEST, dtype=torch.long)
    mask = torch.zeros(COUNT, LONGEST + 1, dtype=torch.long)
    mask[:, 0] = 1
    for row, text in enumerate(texts):
        responses[row, : len(text)] = torch.tensor(list(map(ord, text)))
        mask[row, 1 : 1 + len(text)] = 1
    return DataProto.from_dict(
        tensors={"prompts": torch.full((COUNT, 1), 63), "responses": responses, "attention_mask": mask},
        non_tensors={
            "data_source": np.array(["own"] * COUNT, dtype=object),
            "reward_model": np.array([{"ground_truth": label(number)} for number in range(COUNT)], dtype=object),
            "extra_info": np.array([{"index": number} for number in range(COUNT)], dtype=object),
        },
    )


def function(name: str) -> object:
    return load_extern_object("pkg://steelyard.verl", name)


async def naive(data: DataProto) -> list[float]:
    manager = NaiveRewardManager(SimpleNamespace(), Characters(), function("compute_score"))
    answers = await asyncio.gather(*(manager.run_single(data[row : row + 1]) for row in range(COUNT)))
    names = {tuple(answer["reward_extra_info"]) for answer in answers}
    assert len(names) == 1, names
    return [float(answer["reward_score"]) for answer in answers]


def summed(manager: object, data: DataProto) -> list[float]:
    tensor = manager(data)  # type: ignore[operator]
    return [float(value) for value in tensor.sum(dim=-1)]


def rewards(which: str, data: DataProto) -> list[float]:
    if which == "scorer":
        return verl_sandbox.rewards()
    if which == "naive":
        return asyncio.run(naive(data))
    if which == "batch":
        return summed(BatchRewardManager(Characters(), 0, function("compute_score_batch")), data)
    return summed(PrimeRewardManager(Characters(), 0, function("compute_score_number")), data)


if __name__ == "__main__":  # the prime manager starts processes that import this file
    data = batch()
    for which in WHICH:
        tell(rewards(which, data))
