"""The sources of the documentation site: links that lead somewhere, a reference that leaves nothing out."""

from pathlib import Path

import pytest

from docs.site.command import command_page
from docs.site.operations import operations_page
from docs.site.python import client_page
from docs.site.reference import rewards_page, settings_page, verifiers_page
from docs.site.staging import relinked, stage
from rewards.table import SCHEMES
from rewards.transforms import TRANSFORMS
from services.settings import Settings
from tests.conftest import ROOT
from verifiers.registry import BUILT_IN


def test_no_link_of_any_page_is_dead(tmp_path: Path) -> None:
    assert stage(ROOT, tmp_path / "site") == []
    assert (tmp_path / "site/index.md").is_file()
    assert "(trainers.md)" in (tmp_path / "site/index.md").read_text()


def test_a_dead_link_is_named_and_one_to_a_file_of_the_repository_kept(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/one.py").touch()
    links = "[a](gone.md) [b](../examples/one.py#L1) [c](https://example.org)"
    (tmp_path / "docs/page.md").write_text(f"{links}\n```text\n[e](fence.md)\n```\n")
    text, linked, dead = relinked(tmp_path, "docs/page.md")
    assert dead == ["gone.md"]
    assert linked == ["examples/one.py"]
    assert "[b](files/examples/one.py#L1)" in text
    assert "[e](fence.md)" in text


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (verifiers_page, [verifier.model_json_schema()["properties"]["kind"]["const"] for verifier in BUILT_IN]),
        (rewards_page, [*SCHEMES, *(transform.name for transform in TRANSFORMS)]),
        (settings_page, [f"STEELYARD_{name.upper()}" for name in Settings.model_fields]),
        (client_page, ["Client.verify", "AsyncClient.rescore", "Scorer", "Refused"]),
        (command_page, ["steelyard verify", "steelyard beam generate", "--label-field"]),
    ],
)
def test_the_reference_names_everything(page: "object", names: list[str]) -> None:
    assert callable(page)
    text = page()
    assert [name for name in names if name not in text] == []


def test_an_operation_shows_parameters_body_and_answers() -> None:
    operation = {
        "summary": "Ask",
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}},
        "responses": {"200": {"description": "Fine"}},
    }
    page = operations_page({"paths": {"/v1/ask": {"post": operation}}})
    assert "## POST /v1/ask" in page
    assert "| `limit` | query | integer |" in page
    assert "`Body`" in page
    assert "- `200`: Fine" in page
