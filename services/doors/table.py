"""Which doors there are, and the gateway's route behind each of their paths."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

API = "api"
NAMES = (API, "judge0", "nemo-gym", "openrlhf", "piston", "sandbox-fusion", "slime")

_KEY = re.compile(r"(/k/[^/?]+)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Door:
    """A service of ``/compat`` at the root of a port, or with the name ``api`` the whole gateway."""

    name: str
    port: int

    def target(self, path: str) -> str:
        """The gateway's path, with the query, for one of this door. A key stays in front."""
        if self.name == API:
            return path
        found = _KEY.fullmatch(path)
        assert found is not None
        key, rest = found[1] or "", found[2] or "/"
        return f"{key}/compat/{self.name}{rest}"


def read_doors(text: str) -> Sequence[Door]:
    """Doors from ``nemo-gym:8101,openrlhf:8102``. Raises ValueError with the part at fault."""
    doors = []
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, port = part.partition(":")
        if name not in NAMES:
            raise ValueError(f"{name!r} is no door: {', '.join(NAMES)}")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError(f"{part!r} has no port: write {name}:8101")
        doors.append(Door(name, int(port)))
    if len({door.port for door in doors}) < len(doors):
        raise ValueError("two doors share a port")
    return tuple(doors)
