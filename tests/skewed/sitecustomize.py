"""Read by Python as it starts, where a test puts this folder on PYTHONPATH: a clock that is days off.

libfaketime would serve, were it not that Python's waits go by the kernel's own steady clock beside it.
"""

import os
import time

_SECONDS = float(os.environ.get("CLOCK_IS_OFF_BY_SECONDS", "0"))
_time, _time_ns = time.time, time.time_ns

time.time = lambda: _time() + _SECONDS
time.time_ns = lambda: _time_ns() + int(_SECONDS * 1e9)
