"""The sandbox-fusion client, synchronous for the first half and asynchronous for the second."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from samples import BASE, COUNT, program, tell
from sandbox_fusion import RunCodeRequest, run_code, run_code_async

ENDPOINT = f"{BASE}/compat/sandbox-fusion"


def request(number: int) -> RunCodeRequest:
    return RunCodeRequest(code=program(number), language="python", stdin=f"{number}\n")


def reward(number: int, answer: object) -> float:
    run = getattr(answer, "run_result", None)
    return float(run is not None and run.stdout == f"{2 * number}\n")


def ask(number: int) -> float | None:
    try:
        return reward(number, run_code(request(number), endpoint=ENDPOINT, max_attempts=5))
    except Exception:  # its own, after its attempts
        return None


async def ask_async(number: int) -> float | None:
    try:
        return reward(number, await run_code_async(request(number), endpoint=ENDPOINT, max_attempts=5))
    except Exception:
        return None


async def rest() -> list[float | None]:
    return list(await asyncio.gather(*map(ask_async, range(COUNT // 2, COUNT))))


with ThreadPoolExecutor(64) as pool:
    first = list(pool.map(ask, range(COUNT // 2)))
tell([*first, *asyncio.run(rest())])
