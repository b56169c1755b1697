"""verl's sandbox_fusion scorer: one post a test case; anything but an answer is a reward of 0 to it."""

import threading
from concurrent.futures import ThreadPoolExecutor

from samples import BASE, COUNT, program, tell
from verl.utils.reward_score.sandbox_fusion import compute_score

URL = f"{BASE}/compat/sandbox-fusion/run_code"
SLOTS = threading.Semaphore(64)


def ask(number: int) -> float:
    tests = {"inputs": [f"{number}\n"], "outputs": [f"{2 * number}\n"]}
    completion = f"```python\n{program(number)}```"
    score, _ = compute_score(URL, SLOTS, 1024, completion, tests, continuous=True)
    return float(score)


def rewards() -> list[float]:
    with ThreadPoolExecutor(64) as pool:
        return list(pool.map(ask, range(COUNT)))


if __name__ == "__main__":
    tell(rewards())
