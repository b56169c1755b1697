"""NeMo Gym's ServerClient against a resources server that is this server, or its door."""

import asyncio
from urllib.parse import urlsplit

from nemo_gym.config_types import BaseServerConfig
from nemo_gym.server_utils import GlobalAIOHTTPAsyncClientConfig, ServerClient, set_global_aiohttp_client
from omegaconf import OmegaConf
from rollouts import host_and_port, row
from samples import BASE, COUNT, tell

client = ServerClient(
    head_server_config=BaseServerConfig(host="127.0.0.1", port=1),
    global_config_dict=OmegaConf.create(
        {"judge": {"resources_servers": {"steelyard": {"entrypoint": "app.py", **host_and_port(BASE)}}}}
    ),
)


async def post(path: str, body: object, cookies: object = None) -> object:
    answer = await client.post(server_name="judge", url_path=path, json=body, cookies=cookies)
    answer.raise_for_status()
    return answer


async def main() -> None:
    set_global_aiohttp_client(GlobalAIOHTTPAsyncClientConfig())

    async def ask(number: int) -> tuple[float | None, dict[str, object]]:
        body = row(number)
        try:
            seeded = await post("/seed_session", body)
            judged = await post("/verify", body, seeded.cookies)
            reply = await judged.json()
        except Exception:  # the rollout has died
            return None, {}
        assert seeded.cookies
        assert reply["response"] == body["response"]
        reward = None if reply["mask_sample"] else float(reply["reward"])
        return reward, {**reply, "_ng_task_index": number, "_ng_rollout_index": 0}

    answers = await asyncio.gather(*map(ask, range(COUNT)))
    replies = [reply for _, reply in answers if reply]
    metrics = await (await post("/aggregate_metrics", {"verify_responses": replies})).json()
    judged = [reward for reward, _ in answers if reward is not None]
    mean = sum(judged) / len(judged)
    assert abs(metrics["key_metrics"]["mean/reward"] - mean) < 1e-9, metrics["key_metrics"]
    tell([reward for reward, _ in answers])


assert urlsplit(BASE).hostname
asyncio.run(main())
