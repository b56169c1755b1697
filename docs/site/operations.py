"""The page of the HTTP API, from its OpenAPI document."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from docs.site.fields import cell, type_name
from docs.site.prose import prose
from services.asgi import build
from services.settings import Settings

_METHODS = ("get", "post", "put", "delete")


def document() -> dict[str, Any]:
    """The OpenAPI document of a gateway as it starts without settings. No broker is needed."""
    logging.disable(logging.CRITICAL)  # that it finds no broker is no news here
    app = build(Settings(redis_url="unix:///nonexistent"))

    async def read() -> dict[str, Any]:
        async with app.router.lifespan_context(app):
            return app.openapi()

    try:
        return asyncio.run(read())
    finally:
        logging.disable(logging.NOTSET)


def operations_page(found: Mapping[str, Any]) -> str:
    """Every operation with its parameters, its body and its answers."""
    parts = [
        "# Operations of the API\n",
        "*Generated from the code; `/openapi.json` of a server has all schemas.*\n",
    ]
    for path, operations in found["paths"].items():
        for method in _METHODS:
            if method in operations:
                parts += _operation(method, path, operations[method])
    return "\n".join(parts)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {method.upper()} {path}\n"
    yield f"{prose(operation.get('description') or operation.get('summary'))}\n"
    parameters = operation.get("parameters", ())
    if parameters:
        yield "| parameter | in | type | meaning |\n|---|---|---|---|"
        for one in parameters:
            words = cell(one.get("description", ""))
            yield f"| `{one['name']}` | {one['in']} | {cell(type_name(one.get('schema', {})))} | {words} |"
        yield ""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"Body: `{kind}`, {type_name(content.get('schema', {}))}.\n"
    for status, answer in operation.get("responses", {}).items():
        yield f"- `{status}`: {prose(answer.get('description'))}"
    yield ""
