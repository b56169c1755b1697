"""Rows and responses as NeMo Gym has them."""

from typing import Any
from urllib.parse import urlsplit

from samples import completion, label


def row(number: int) -> dict[str, Any]:
    """A row of a dataset with the response of a rollout."""
    truth = {"verifier": label(number)} if number % 4 >= 2 else {"expected_answer": label(number)}
    return {
        "responses_create_params": {"input": [{"role": "user", "content": f"{number}?"}]},
        "response": response(number),
        **truth,
    }


def response(number: int) -> dict[str, Any]:
    """An OpenAI Response object."""
    said = {"type": "output_text", "text": completion(number), "annotations": []}
    message = {"id": "m", "type": "message", "role": "assistant", "status": "completed", "content": [said]}
    return {
        "id": f"r{number}",
        "created_at": 0,
        "model": "m",
        "object": "response",
        "output": [message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }


def host_and_port(base: str) -> dict[str, Any]:
    """A server as NeMo Gym's settings name it: with a key in the path the host is more than a name."""
    address = urlsplit(base)
    port = address.port
    return {"host": f"{address.hostname}:{port}{address.path}/compat/nemo-gym", "port": port}
