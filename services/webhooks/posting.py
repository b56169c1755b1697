"""Posts one message: no redirects, no proxies, a bounded time, and only where the settings let it go."""

import time
from collections.abc import Mapping

import aiohttp

from services.webhooks.allowed import AllowedHosts, CheckedResolver, NotAllowed
from services.webhooks.configuration import Webhook
from services.webhooks.signing import signed

TIMEOUT_SECONDS = 15.0
_HEADERS: Mapping[str, str] = {"Content-Type": "application/json", "User-Agent": "steelyard-webhooks/1"}


class NotTaken(Exception):
    """The receiver did not answer 2xx; says what it did."""


class Poster:
    """Posts to the hosts that are allowed. Made and closed inside an event loop."""

    def __init__(self, hosts: AllowedHosts) -> None:
        self._hosts = hosts
        self._session: aiohttp.ClientSession | None = None

    async def post(self, webhook: Webhook, message_id: str, body: bytes) -> None:
        """Raises NotTaken, whatever went wrong."""
        headers = {**_HEADERS, **signed(webhook.key, message_id, int(time.time()), body)}
        try:
            self._hosts.check(webhook.url)
            async with self._opened().post(
                webhook.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                status = answer.status
        except NotAllowed as error:
            raise NotTaken(str(error)) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            refused = error.__cause__  # by our resolver, which the client takes for one that failed
            reason = str(refused) if isinstance(refused, NotAllowed) else f"{type(error).__name__}: {error}"
            raise NotTaken(reason) from error
        if not 200 <= status < 300:
            raise NotTaken(f"it answered {status}")

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=CheckedResolver(self._hosts), use_dns_cache=False, force_close=True
            )
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar)
        return self._session
