"""A client shaped as slime's ``remote_rm``, which has no wheel: 64 connections, ten attempts, growing pauses."""

import asyncio
import random

import aiohttp
from samples import BASE, COUNT, completion, label, tell

URL = f"{BASE}/compat/slime/rm"


async def main() -> None:
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64), timeout=timeout) as session:

        async def ask(number: int) -> float | None:
            body = {"prompt": f"{number}?", "response": completion(number), "label": label(number)}
            for attempt in range(10):
                try:
                    async with session.post(URL, json=body) as answer:
                        answer.raise_for_status()
                        return float(await answer.json())
                except (aiohttp.ClientError, TimeoutError):
                    await asyncio.sleep(min(2**attempt, 30) + random.random())
            return None

        tell(await asyncio.gather(*map(ask, range(COUNT))))


asyncio.run(main())
