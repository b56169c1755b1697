"""Reads request bodies: size-bounded, optionally gzipped, strictly validated."""

import zlib
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from services.gateway.invalid import faults_of
from services.gateway.problems import Problem

M = TypeVar("M", bound=BaseModel)


async def read(request: Request, max_bytes: int, *, any_type: bool = False) -> bytes:
    """The unpacked body. Raises a 400, 413 or 415 problem.

    With ``any_type`` the body is taken for JSON whatever its media type says, for clients that do not say it.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not any_type:
        raise Problem(415, "The body must be application/json.")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Problem(415, f"The content encoding {encoding!r} is not supported; gzip is.")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk if unpack is None else _unpacked(unpack, chunk, max_bytes - len(body) + 1)
        if len(body) > max_bytes:
            raise Problem(413, f"The body is larger than {max_bytes >> 20} MiB.")
    if unpack is not None and not unpack.eof:
        raise Problem(400, "The gzipped body is cut short.")
    return bytes(body)


def parse(model: type[M], body: bytes) -> M:
    """The body as a model. Raises a 400 problem if it is no JSON, a 422 one if it is not valid."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        if errors[0]["type"] == "json_invalid":
            raise Problem(400, f"The body is no JSON: {errors[0]['msg']}") from error
        raise Problem(422, "The request is not valid.", faults_of(model, from_json(body), errors)) from error


def _unpacked(unpack: "zlib._Decompress", chunk: bytes, at_most: int) -> bytes:
    try:
        return unpack.decompress(chunk, at_most)
    except zlib.error as error:
        raise Problem(400, "The body is no valid gzip.") from error
