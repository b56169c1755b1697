"""The baseline of the overhead: a bare FastAPI application that answers with what it was sent."""

from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.post("/echo")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    """The body, read as JSON and written as JSON again."""
    return body
