"""OpenRLHF's executor with ``--reward.remote_url``: one query a request, all at once."""

import asyncio

from openrlhf.utils.agent import SingleTurnAgentExecutor
from samples import BASE, COUNT, completion, label, tell


async def main() -> None:
    executor = SingleTurnAgentExecutor(f"{BASE}/compat/openrlhf/get_reward?run=openrlhf")

    async def ask(number: int) -> float | None:
        prompt = f"<|im_start|>user\n{number}?<|im_end|>\n<|im_start|>assistant\n"
        query = f"{prompt}{completion(number)}<|im_end|>\n"
        try:
            (answer,) = await executor._fetch_rewards_via_http([query], [prompt], [label(number)])
            return float(answer["rewards"][0])
        except Exception:  # what the executor does itself: the sample then has no reward
            return None

    tell(await asyncio.gather(*map(ask, range(COUNT))))


asyncio.run(main())
