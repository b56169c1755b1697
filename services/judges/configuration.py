"""The judges file: which models there are, and where."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from services.settings import SettingsError

Api = Literal["chat", "classify", "score", "pooling", "sglang", "tei"]


class JudgeSettings(BaseModel):
    """One line of the judges file.

    ``api`` says what is spoken below ``url``: ``chat`` (OpenAI's ``/chat/completions``), or for reward models
    vLLM's ``/classify``, ``/score`` or ``/pooling``, SGLang's ``/classify`` (``sglang``), or TEI's ``/predict``.
    ``scale`` maps a reward model's number to [0, 1]: the logistic function, or linearly from ``lowest`` to
    ``highest``; ``raw`` leaves it as it is, for transforms such as ``par`` that centre it themselves.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    url: str = Field(pattern=r"^https?://")
    model: str
    api: Api = "chat"
    api_key_file: Annotated[Path, Field(strict=False)] | None = None
    timeout_seconds: float = Field(60.0, gt=0, le=3600)
    retries: int = Field(4, ge=0, le=20)
    concurrency: int = Field(16, ge=1, le=1024)
    max_tokens: int = Field(1024, ge=1)
    template: str = "{question}\n\n{answer}"
    scale: Literal["logistic", "linear", "raw"] = "logistic"
    lowest: float = 0.0
    highest: float = 1.0

    @field_validator("url")
    @classmethod
    def _bare(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def key(self) -> str | None:
        """The endpoint's API key."""
        return None if self.api_key_file is None else self.api_key_file.read_text().strip()


def read_judges(path: Path | None) -> Mapping[str, JudgeSettings]:
    """Read a judges file: one JSON object a line. Raises SettingsError with the line at fault."""
    if path is None:
        return {}
    found: dict[str, JudgeSettings] = {}
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise SettingsError(f"STEELYARD_JUDGES_FILE: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            judge = JudgeSettings.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors(include_input=False)[0]
            place = ".".join(map(str, fault["loc"]))
            raise SettingsError(f"STEELYARD_JUDGES_FILE line {number}: {place}: {fault['msg']}") from error
        if judge.name in found:
            raise SettingsError(f"STEELYARD_JUDGES_FILE line {number}: {judge.name} is there twice")
        found[judge.name] = judge
    return found
