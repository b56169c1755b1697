"""The webhooks file: who is told of alarms."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from yarl import URL

from services.settings import SettingsError

_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)


class Webhook(BaseModel):
    """One line of the webhooks file.

    ``secret`` is ``whsec_`` and 24 to 64 random bytes in base64. ``tenant`` limits it to what that tenant may see.
    ``alarms`` are the names of those it is told of; empty means all.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://", max_length=2000)
    secret: SecretStr
    tenant: str | None = Field(None, pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    alarms: list[str] = []

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        URL(value)  # a port out of range would fail at every message
        return value

    @field_validator("secret")
    @classmethod
    def _readable(cls, value: SecretStr) -> SecretStr:
        if len(_bytes_of(value)) not in _SECRET_BYTES:
            raise ValueError("a secret has 24 to 64 bytes")
        return value

    @property
    def key(self) -> bytes:
        """What messages are signed with."""
        return _bytes_of(self.secret)

    @property
    def name(self) -> str:
        """What the store calls it: the same on every gateway, and after a restart."""
        return hashlib.blake2b(f"{self.tenant}\0{self.url}".encode(), digest_size=6).hexdigest()


def read_webhooks(path: Path | None) -> Sequence[Webhook]:
    """Read a webhooks file: one JSON object a line. Raises SettingsError with the line at fault."""
    if path is None:
        return ()
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise SettingsError(f"STEELYARD_WEBHOOKS_FILE: {error}") from error
    return [_webhook(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _webhook(number: int, line: str) -> Webhook:
    try:
        return Webhook.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise SettingsError(f"STEELYARD_WEBHOOKS_FILE line {number}: {place}: {fault['msg']}") from error


def _bytes_of(secret: SecretStr) -> bytes:
    text = secret.get_secret_value()
    if not text.startswith(_PREFIX):
        raise ValueError(f"a secret begins with {_PREFIX}")
    try:
        return base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("what follows whsec_ is not base64") from error
