import re
from pathlib import Path

import pytest

from services.example import example
from services.settings import SettingsError, read_settings
from tests.parts import ROOT


def test_defaults_listen_on_loopback_with_the_embedded_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEELYARD_REQUIRE", raising=False)
    settings = read_settings()
    assert (settings.host, settings.port, settings.redis_url) == ("127.0.0.1", 8000, None)


def test_an_unknown_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_PROT", "9")
    with pytest.raises(SettingsError, match="STEELYARD_PROT"):
        read_settings()


def test_a_malformed_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_PORT", "many")
    with pytest.raises(SettingsError, match="STEELYARD_PORT"):
        read_settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "example.org"])
def test_without_keys_only_loopback_may_be_listened_on(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("STEELYARD_HOST", host)
    with pytest.raises(SettingsError, match="STEELYARD_KEYS_FILE"):
        read_settings()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_needs_no_keys(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("STEELYARD_HOST", host)
    assert read_settings().is_loopback


def test_plugins_are_a_comma_separated_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_PLUGINS", "a.b:C, d.e:F,")
    assert read_settings().plugins == ("a.b:C", "d.e:F")


def test_doors_are_names_with_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_DOORS", "nemo-gym:8101, api:8102")
    assert [(door.name, door.port) for door in read_settings().doors] == [("nemo-gym", 8101), ("api", 8102)]
    for wrong in ("nemo:8101", "api", "api:0", "api:1,slime:1"):
        monkeypatch.setenv("STEELYARD_DOORS", wrong)
        with pytest.raises(SettingsError, match="STEELYARD_DOORS"):
            read_settings()


def test_the_example_has_every_setting_and_its_default() -> None:
    assert (ROOT / ".env.example").read_text() == example(), "run `python -m services example >.env.example`"


def test_the_example_uncommented_is_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, default in re.findall(r"^# (STEELYARD_\w+)=(.+)$", example(), re.MULTILINE):
        monkeypatch.setenv(name, default)
    given = read_settings()
    monkeypatch.undo()
    assert given == read_settings()


def test_a_secret_comes_from_a_file_of_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "steelyard_redis_url").write_text("redis://:secret@broker:6379/0\n")
    (tmp_path / "something_else").write_text("not ours")
    monkeypatch.setenv("STEELYARD_SECRETS_DIR", str(tmp_path))
    assert read_settings().redis_url == "redis://:secret@broker:6379/0"


def test_a_missing_folder_of_secrets_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STEELYARD_SECRETS_DIR", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="STEELYARD_SECRETS_DIR"):
        read_settings()
