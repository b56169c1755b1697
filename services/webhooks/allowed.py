"""Which hosts a message may go to: those that the settings name, at addresses that are public or named too.

What is checked is the address that the connection is made to, so that a name that resolves to something else a
moment later leads nowhere.
"""

import ipaddress
import socket
from collections.abc import Sequence

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from services.settings import SettingsError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class NotAllowed(OSError):
    """The settings do not let a message go there."""


class AllowedHosts:
    """``entries`` are names of hosts, and addresses or networks (``10.1.0.0/16``) that need not be public."""

    def __init__(self, entries: Sequence[str]) -> None:
        networks = {entry: _network(entry) for entry in entries}
        self._networks = [network for network in networks.values() if network is not None]
        self._names = {entry.lower().rstrip(".") for entry, network in networks.items() if network is None}

    def check(self, url: str) -> None:
        """Raises NotAllowed for a host that is not named. Of a name the address is checked when it is resolved."""
        host = URL(url).host or ""
        if _is_address(host):
            self.check_address(host, is_named=False)
        elif host.lower().rstrip(".") not in self._names:
            raise NotAllowed(f"STEELYARD_WEBHOOK_HOSTS does not name {host}")

    def check_address(self, address: str, *, is_named: bool) -> None:
        """Raises NotAllowed. Public addresses pass where the host is named, others where they are named too."""
        found = ipaddress.ip_address(address.partition("%")[0])
        found = getattr(found, "ipv4_mapped", None) or found
        if any(found in network for network in self._networks):
            return
        if not (is_named and found.is_global and not found.is_multicast):
            raise NotAllowed(f"STEELYARD_WEBHOOK_HOSTS does not allow the address {address}")


class CheckedResolver(AbstractResolver):
    """Resolves names, and raises NotAllowed if any address of one is not allowed."""

    def __init__(self, hosts: AllowedHosts) -> None:
        self._hosts = hosts
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host."""
        found = await self._resolver.resolve(host, port, family)
        for one in found:
            self._hosts.check_address(one["host"], is_named=True)
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def _network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(entry)
    except ValueError as error:
        if "/" in entry:
            raise SettingsError(f"STEELYARD_WEBHOOK_HOSTS: {error}") from error
        return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
