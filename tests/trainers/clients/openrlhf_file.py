"""OpenRLHF's executor with a file that defines ``reward_func``."""

import asyncio
import pathlib
import tempfile

from openrlhf.utils.agent import SingleTurnAgentExecutor
from samples import COUNT, completion, label, tell


async def main(path: str) -> None:
    executor = SingleTurnAgentExecutor(path)

    async def ask(number: int) -> float:
        prompt = f"{number}?"
        (answer,) = await executor._fetch_rewards_via_func(
            [prompt + completion(number)], [prompt], [label(number)]
        )
        return float(answer["rewards"][0])

    tell(await asyncio.gather(*map(ask, range(COUNT))))


with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder, "reward_func.py")
    file.write_text("from steelyard.openrlhf import reward_func\n")
    asyncio.run(main(str(file)))
