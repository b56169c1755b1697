"""The names of everything in the store."""

import hashlib
from typing import Literal

PREFIX = "steelyard:"

DUE = PREFIX + "due"
"""Sorted set ``job:slice`` → when somebody should look whether it is still being worked on."""
LOAD = PREFIX + "load"
"""Hash tenant → unfinished completions; the field ``*`` counts all."""
JOBS = PREFIX + "jobs"
"""Sorted set of job ids, newest last."""
COUNTERS = PREFIX + "counters"
"""Hash of running totals: ``kind|status`` → completions."""
FLAGGED_RUNS = PREFIX + "flags"
"""Sorted set of the hundred runs whose completions were flagged last, by when that was."""
GATEWAYS = PREFIX + "gateways"
"""Hash gateway → what it last said of how busy it is."""
WORKERS = PREFIX + "workers"
"""Hash worker name → its last report."""
BACKLOG = PREFIX + "backlog"
"""Hash ``priority|tenant`` → completions without a verdict."""
RUNS = PREFIX + "runs"
"""Sorted set ``tenant|run`` of the thousand runs seen last, by when that was."""
RUN = PREFIX + "run:"
"""What the names of a run's figures begin with."""
DRAINING = PREFIX + "draining"
"""Set of the workers that are to take no new slices."""
REAPER = PREFIX + "reaper"
"""Held by the one worker that looks after overdue slices."""
ALARM_WATCHER = PREFIX + "alarms:watcher"
"""String: the one gateway that looks after alarms."""
ALARMS = PREFIX + "alarms"
"""Hash ``scope|name|subject`` → JSON of an alarm that has begun and not ended."""
ALARM_MESSAGES = PREFIX + "alarms:messages"
"""Hash id → JSON of a message about an alarm that a webhook has still to be given."""
ALARM_DUE = PREFIX + "alarms:due"
"""Sorted set of these ids by when the next attempt is due."""
ARCHIVIST = PREFIX + "archive:writer"
"""String: the one gateway that writes into the archive."""
ARCHIVING = PREFIX + "archive:on"
"""String: there while jobs that end are to be marked for the archive."""
UNARCHIVED = PREFIX + "archive:due"
"""Sorted set of jobs of runs that have ended and are not in the archive yet, by when they ended."""
BORN = PREFIX + "born"
"""String: when this store got its data, on the broker's clock; another value means that data was lost."""
SAMPLE_SECRET = PREFIX + "secret"
"""String: the seed of the points where expressions are compared, made by the first worker."""

ENDED = PREFIX + "ended"
"""Stream: the jobs done last, for whoever reads them after the trainer; the newest hundred thousand."""
SEARCHES = PREFIX + "searches"
"""List: what gateways ask the explorer."""
EXPLORER = PREFIX + "explorer"
"""String: the host of the explorer that has last told that it works."""

ALL = "*"

Dimension = Literal["run", "step", "verifier", "tenant", "state", "reward"]


def job(job_id: str) -> str:
    """Hash: the job's header and state, and the lease and attempts of each slice."""
    return f"{PREFIX}job:{job_id}"


def payload(job_id: str) -> str:
    """Hash: ``g<n>`` the verifier of group n, ``p<n>`` its prompt, ``s<n>`` the completions of slice n."""
    return f"{job(job_id)}:payload"


def verdicts(job_id: str) -> str:
    """Hash slice number → its packed verdicts."""
    return f"{job(job_id)}:verdicts"


def alone(job_id: str) -> str:
    """Hash, of slices judged one by one: ``v<slice>:<n>`` → verdicts, ``b<slice>:<n>`` → beginnings."""
    return f"{job(job_id)}:alone"


def result(job_id: str) -> str:
    """String: the finished answer, ready to be sent."""
    return f"{job(job_id)}:result"


def jobs_where(dimension: Dimension, value: str) -> str:
    """Sorted set of the job ids that have this value. The scripts keep ``state`` themselves."""
    return f"{JOBS}:{dimension}:{value}"


def unbegun(priority: str, tenant: str) -> str:
    """Sorted set of a tenant's jobs that no worker has begun, by the time they came."""
    return f"{PREFIX}unbegun:{priority}|{tenant}"


def minute(tenant: str, epoch_minute: int) -> str:
    """Hash: what was done in one minute; tenant ``*`` for all."""
    return f"{PREFIX}minute:{tenant}:{epoch_minute * 60}"


def run_totals(tenant: str, run: str) -> str:
    """Hash: what a run has shown as a whole."""
    return f"{RUN}{tenant}|{run}:totals"


def run_steps(tenant: str, run: str) -> str:
    """Hash ``step|figure`` → what a step of a run has shown."""
    return f"{RUN}{tenant}|{run}:steps"


def run_parts(tenant: str, run: str) -> str:
    """Hash: the JSON of split, tag and value (the last two null for a split as a whole) → number of the part."""
    return f"{RUN}{tenant}|{run}:parts"


def part_totals(tenant: str, run: str, number: int) -> str:
    """Hash: what a part of a run has shown as a whole."""
    return f"{RUN}{tenant}|{run}:part{number}:totals"


def part_steps(tenant: str, run: str, number: int) -> str:
    """Hash ``step|figure`` → what a step of a part of a run has shown."""
    return f"{RUN}{tenant}|{run}:part{number}:steps"


def run_order(tenant: str, run: str) -> str:
    """Sorted set of the steps of a run."""
    return f"{RUN}{tenant}|{run}:order"


def waiting(priority: str) -> str:
    """Sorted set ``job:slice`` → its turn: slices that no worker has taken yet."""
    return f"{PREFIX}waiting:{priority}"


def turns(priority: str) -> str:
    """Hash tenant → the turn of its last slice; the field ``*`` has the turn reached."""
    return f"{PREFIX}turns:{priority}"


def flags_of_run(run: str) -> str:
    """Hash: flag → completions of the run that have it."""
    return f"{FLAGGED_RUNS}:run:{run}"


def same_work(digest: str) -> str:
    """String: the unfinished job that does exactly this work."""
    return f"{PREFIX}work:{digest}"


def idempotency(tenant: str, key: str) -> str:
    """String: the job and work digest a tenant's idempotency key stands for."""
    return f"{PREFIX}idempotency:{tenant}:{key}"


def label_counts(tenant: str) -> str:
    """Hash ``kind|side|truth`` → labels that people gave."""
    return f"{PREFIX}labels:counts:{tenant}"


def history(tenant: str, run: str, place: str) -> str:
    """Hash: what a run has shown of a prompt, or (place ``*``) of itself."""
    return f"{PREFIX}history:{_run(tenant, run)}:{place}"


def seen(tenant: str, run: str, job_id: str) -> str:
    """Set: which parts of a job its run's histories have."""
    return f"{PREFIX}history:{_run(tenant, run)}:seen:{job_id}"


def _run(tenant: str, run: str) -> str:
    # The braces keep all keys of a run on one node of a cluster.
    return "{" + hashlib.blake2b(f"{tenant}\0{run}".encode(), digest_size=12).hexdigest() + "}"


def cached_verdict(digest: str) -> str:
    """String: a finished verdict by content."""
    return f"{PREFIX}verdict:{digest}"


def probe(channel: str) -> str:
    """String: what a gateway has written last to see whether it can."""
    return f"{PREFIX}probe:{channel}"


def found(token: str) -> str:
    """List: the explorer's answer to one search."""
    return f"{PREFIX}found:{token}"


def gateway_channel(name: str) -> str:
    """Channel on which one gateway hears of the jobs that it waits for."""
    return f"{PREFIX}gateway:{name}"
