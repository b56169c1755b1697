"""What the children of the tests are told to do: imported by each child, so it imports little."""

import os
import time


def do_nothing() -> None:
    pass


def obey(order: str) -> str:  # noqa: C901 - one line an order
    word, _, argument = order.partition(" ")
    match word:
        case "spin":
            while True:
                pass
        case "tower":
            return str(len(str(9 ** (9**9))))
        case "eat":
            return str(len(b"x" * (4 << 30)))
        case "signal":
            os.kill(os.getpid(), int(argument))
        case "sleep":
            time.sleep(float(argument))
        case "fail":
            raise ValueError("no")
        case "pid":
            return str(os.getpid())
        case "swallow":
            while True:
                try:
                    while True:
                        pass
                except BaseException:  # noqa: BLE001 - as badly behaved code does
                    pass
    return order
