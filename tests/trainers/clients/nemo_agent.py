"""NeMo Gym's simple agent, as a server, between a model of ours and this server as its resources server."""

import asyncio
import os
import socket
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI, Request
from nemo_gym.config_types import BaseServerConfig, ModelServerRef, ResourcesServerRef
from nemo_gym.server_utils import GlobalAIOHTTPAsyncClientConfig, ServerClient, set_global_aiohttp_client
from omegaconf import OmegaConf
from responses_api_agents.simple_agent.app import SimpleAgent, SimpleAgentConfig
from rollouts import host_and_port, response, row
from samples import BASE, COUNT, tell

model = FastAPI()
RUNNING: list["asyncio.Task[None]"] = []


@model.post("/v1/responses")
async def respond(request: Request) -> dict[str, Any]:
    """Says what the sample's model has said."""
    asked = (await request.json())["input"]
    text = asked[0]["content"]
    return response(int(text.removesuffix("?")))


def start(app: FastAPI) -> int:
    """Serve on this loop; its port."""
    sock = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    RUNNING.append(asyncio.create_task(server.serve(sockets=[sock])))
    return int(sock.getsockname()[1])


def agent(model_port: int) -> tuple[SimpleAgent, dict[str, Any]]:
    entry = {"entrypoint": "app.py", "host": "127.0.0.1"}
    servers = {
        "judge": {"resources_servers": {"steelyard": {**entry, **host_and_port(BASE)}}},
        "model": {"responses_api_models": {"fake": {**entry, "port": model_port}}},
    }
    config = SimpleAgentConfig(
        name="agent",
        host="127.0.0.1",
        port=1,
        entrypoint="app.py",
        resources_server=ResourcesServerRef(type="resources_servers", name="judge"),
        model_server=ModelServerRef(type="responses_api_models", name="model"),
    )
    client = ServerClient(
        head_server_config=BaseServerConfig(host="127.0.0.1", port=1), global_config_dict=OmegaConf.create(servers)
    )
    return SimpleAgent(config=config, server_client=client), servers


async def main() -> None:
    set_global_aiohttp_client(GlobalAIOHTTPAsyncClientConfig())
    app, servers = agent(start(model))
    port = start(app.setup_webserver())
    entry = {"entrypoint": "app.py", "host": "127.0.0.1", "port": port}
    app.server_client.global_config_dict = OmegaConf.create(
        {**servers, "agent": {"responses_api_agents": {"simple_agent": entry}}}
    )
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)) as session:

        async def ask(number: int) -> float | None:
            body = {name: value for name, value in row(number).items() if name != "response"}
            async with session.post(f"http://127.0.0.1:{port}/run", json=body) as answer:
                if answer.status != 200:
                    print((await answer.text())[:1500])
                    return None
                reply = await answer.json()
            return None if reply["mask_sample"] else float(reply["reward"])

        tell(await asyncio.gather(*map(ask, range(COUNT))))
    os._exit(0)


asyncio.run(main())
