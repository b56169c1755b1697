"""The examples of the API document: one for every operation, each taken by the server as it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import jsonschema_rs
import pytest

from services.gateway.examples import BODIES
from tests.parts import Server

Operation = tuple[str, str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def document(server: Server) -> Mapping[str, Any]:
    found: Mapping[str, Any] = httpx.get(f"{server.url}/openapi.json").raise_for_status().json()
    return found


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield method, path, operation


def test_every_body_and_every_parameter_that_is_needed_has_an_example(document: Mapping[str, Any]) -> None:
    lacking = []
    for method, path, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            lacking += [] if "example" in content else [f"{method} {path}"]
        for one in operation.get("parameters", ()):
            lacking += [f"{path} {one['name']}"] if one.get("required") and "example" not in one else []
    assert lacking == []
    assert BODIES.keys() <= {operation["operationId"] for _, _, operation in operations(document)}


def test_examples_are_valid_by_the_document_itself(document: Mapping[str, Any]) -> None:
    for _, _, operation in operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            schema = {**content["schema"], "components": document["components"]}
            assert jsonschema_rs.is_valid(schema, content["example"]), operation["operationId"]


def test_examples_are_taken_as_they_stand(server: Server, document: Mapping[str, Any]) -> None:
    job_id = httpx.post(f"{server.url}/v1/verify", json=BODIES["verify"]).raise_for_status().json()["job_id"]
    for method, path, operation in operations(document):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is not None:
            url = server.url + path.replace("{job_id}", job_id)
            answer = httpx.request(method.upper(), url, json=body["example"])
            assert answer.is_success, (path, answer.text)
