"""OpenRLHF's executor, all samples at once: ``--reward.remote_url`` with an address, or with a file of a function.

Which of the two, or both after each other, is said by the arguments after the address and the count.
"""

import asyncio
import pathlib
import sys
import tempfile

from openrlhf.utils.agent import SingleTurnAgentExecutor
from samples import BASE, COUNT, completion, label, tell

PROMPT = "<|im_start|>user\n{}?<|im_end|>\n<|im_start|>assistant\n"


async def ask(executor: SingleTurnAgentExecutor, number: int, *, remotely: bool) -> float | None:
    prompt = PROMPT.format(number)
    sample = [f"{prompt}{completion(number)}<|im_end|>\n"], [prompt], [label(number)]
    try:
        fetch = executor._fetch_rewards_via_http if remotely else executor._fetch_rewards_via_func
        (answer,) = await fetch(*sample)
        return float(answer["rewards"][0])
    except Exception:  # what the executor does itself: the sample then has no reward
        return None


async def rewards(executor: SingleTurnAgentExecutor, *, remotely: bool) -> list[float | None]:
    return list(await asyncio.gather(*(ask(executor, number, remotely=remotely) for number in range(COUNT))))


def remote() -> list[float | None]:
    executor = SingleTurnAgentExecutor(f"{BASE}/compat/openrlhf/get_reward?run=openrlhf")
    return asyncio.run(rewards(executor, remotely=True))


def file() -> list[float | None]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "reward_func.py")
        path.write_text("from steelyard.openrlhf import reward_func\n")
        return asyncio.run(rewards(SingleTurnAgentExecutor(str(path)), remotely=False))


for which in sys.argv[3:]:
    tell({"remote": remote, "file": file}[which]())
