"""How a message is signed, and where it may go."""

import base64
from pathlib import Path

import pytest
from pydantic import SecretStr

from services.settings import SettingsError
from services.webhooks.allowed import AllowedHosts, CheckedResolver, NotAllowed
from services.webhooks.configuration import Webhook, read_webhooks
from services.webhooks.posting import NotTaken, Poster
from services.webhooks.signing import signed
from tests.webhooks.receiver import SECRET, receiving


def test_signatures_are_those_of_the_convention() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "http://[::1]/hook",
        "http://[::ffff:127.0.0.1]/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433/hook",
        "http://0x7f000001/hook",
        "http://8.8.8.8/hook",
        "http://elsewhere.example/hook",
        "http://hooks.example.elsewhere.example/hook",
        "http://hooks.example@elsewhere.example/hook",
    ],
)
def test_a_host_that_the_settings_do_not_name_is_not_asked(url: str) -> None:
    with pytest.raises(NotAllowed):
        AllowedHosts(["hooks.example"]).check(url)


def test_named_hosts_addresses_and_networks_are_allowed() -> None:
    hosts = AllowedHosts(["hooks.example", "10.1.0.0/16", "::1"])
    for url in ("https://hooks.example/a", "https://HOOKS.example.:8443/", "http://10.1.2.3/", "http://[::1]:80/"):
        hosts.check(url)
    with pytest.raises(NotAllowed):
        hosts.check("http://10.2.0.1/")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "fd00::1", "fe80::1%eth0"),
        *("::ffff:192.168.0.1", "224.0.0.1", "ff02::1"),
    ],
)
def test_a_named_host_at_an_address_that_is_not_public_is_not_asked(address: str) -> None:
    with pytest.raises(NotAllowed):
        AllowedHosts(["hooks.example"]).check_address(address, is_named=True)


def test_a_named_host_at_a_public_address_is() -> None:
    AllowedHosts(["hooks.example"]).check_address("93.184.215.14", is_named=True)
    AllowedHosts(["hooks.example"]).check_address("2606:4700::6810:84e5", is_named=True)


async def test_what_a_name_resolves_to_is_checked() -> None:
    with pytest.raises(NotAllowed):
        await CheckedResolver(AllowedHosts(["localhost"])).resolve("localhost", 80)
    assert await CheckedResolver(AllowedHosts(["localhost", "127.0.0.0/8", "::1"])).resolve("localhost", 80)


async def test_nothing_is_sent_to_a_name_of_this_machine() -> None:
    async with receiving() as receiver:
        by_name = receiver.url.replace("127.0.0.1", "localhost")
        for allowed, taken in ((["localhost"], 0), (["localhost", "127.0.0.0/8", "::1"], 1)):
            poster = Poster(AllowedHosts(allowed))
            try:
                await poster.post(Webhook(url=by_name, secret=SecretStr(SECRET)), "msg_1", b"{}")
            except NotTaken as error:
                assert "does not allow the address" in str(error)  # noqa: PT017 - the other case raises nothing
            await poster.close()
            assert len(receiver.bodies) == taken


def test_a_file_has_a_webhook_a_line(tmp_path: Path) -> None:
    file = tmp_path / "webhooks.jsonl"
    file.write_text(f'{{"url": "https://hooks.example/a", "secret": "{SECRET}", "alarms": ["memory"]}}\n\n')
    (one,) = read_webhooks(file)
    assert (one.url, one.key, one.alarms) == ("https://hooks.example/a", bytes(range(32)), ["memory"])
    assert SECRET not in repr(one)
    assert read_webhooks(None) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"url": "ftp://hooks.example", "secret": "S"}', "url"),
        ('{"url": "https://hooks.example", "secret": "whsec_short"}', "secret"),
        ('{"url": "https://hooks.example", "secret": "c2VjcmV0"}', "whsec_"),
        ('{"url": "https://hooks.example", "secret": "S", "retries": 3}', "retries"),
    ],
)
def test_a_line_at_fault_stops_the_start_and_is_not_repeated(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "webhooks.jsonl"
    file.write_text("\n" + line.replace('"S"', f'"{SECRET}"'))
    with pytest.raises(SettingsError, match=f"line 2: .*{said}") as refused:
        read_webhooks(file)
    assert SECRET not in str(refused.value)


def test_a_malformed_network_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="STEELYARD_WEBHOOK_HOSTS"):
        AllowedHosts(["10.0.0.1/8"])
