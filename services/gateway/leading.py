"""Something that one gateway does for all that share a broker."""

from redis.asyncio import Redis


class Lead:
    """A lease on the key ``what``; ``name`` is this gateway's."""

    def __init__(self, redis: "Redis", what: str, name: str) -> None:
        self._redis = redis
        self._what = what
        self.name = name

    async def take(self, seconds: float) -> bool:
        """Whether this gateway leads for so long from now on: nobody did, or it did already."""
        lease = int(1000 * seconds)
        if await self._redis.set(self._what, self.name, nx=True, px=lease):
            return True
        if await self._redis.get(self._what) != self.name.encode():
            return False
        return bool(await self._redis.pexpire(self._what, lease))
