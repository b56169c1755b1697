"""verifiers' NeMo Gym task: seeds a session, and asks once for the verdict of a trace."""

import asyncio
from types import SimpleNamespace

from rollouts import row
from samples import BASE, COUNT, completion, tell
from verifiers.v1.tasksets.nemo_gym.taskset import NeMoGymData, NeMoGymTask, NeMoGymTaskConfig
from verifiers.v1.tasksets.nemo_gym.toolset import NeMoGymState
from verifiers.v1.types import AssistantMessage

SLOTS = asyncio.Semaphore(64)


def trace(number: int) -> SimpleNamespace:
    """What the task reads of a trace: its one branch."""
    node = SimpleNamespace(message=AssistantMessage(content=completion(number)), sampled=True, timestamp=0.0)
    return SimpleNamespace(
        id=str(number),
        branches=[SimpleNamespace(nodes=[node])],
        state=NeMoGymState(),
        info={},
        record_metric=lambda _name, _value: None,
    )


async def ask(number: int) -> float | None:
    data = {name: value for name, value in row(number).items() if name != "response"}
    config = NeMoGymTaskConfig(resources_url=f"{BASE}/compat/nemo-gym")
    task = NeMoGymTask(NeMoGymData(name=str(number), prompt=[], row=data), config)
    one = trace(number)
    async with SLOTS:
        try:
            await task.setup(one, None)
            reward = await task.nemo_gym(one)
        except Exception:  # verifiers records an error of the rollout
            return None
    return None if one.info["nemo_gym"]["mask_sample"] else reward


async def main() -> None:
    tell(await asyncio.gather(*map(ask, range(COUNT))))


asyncio.run(main())
