"""Client of Steelyard: have completions judged, get rewards.

from steelyard import Client

with Client("http://127.0.0.1:8000") as client:
    result = client.verify([{"verifier": {"kind": "math", "ground_truth": "1/2"}, "completions": ["0.5"]}])
    result.rewards  # [1.0]; None where the server failed to judge, never 0 for that
"""

from steelyard.beams import BeamProblem
from steelyard.bodies import Options
from steelyard.catalogue import RewardInfo, VerifierInfo
from steelyard.client import AsyncClient
from steelyard.errors import (
    DeadlineExceeded,
    FieldError,
    JobEnded,
    Refused,
    SteelyardError,
    TooLarge,
    Unavailable,
    Unreadable,
)
from steelyard.events import Event, Finished, GroupDone, Progress
from steelyard.jobs import Job
from steelyard.labels import LabelReading
from steelyard.overview import OverviewInfo, RunInfo
from steelyard.preferences import thumbs
from steelyard.results import AnswerWarning, Check, GroupResult, Result, Stats, Verdict, VerifierName, VerifyResult
from steelyard.retry import Pace, Retry
from steelyard.rollback import Rollback, roll_back
from steelyard.scorer import Sample, Score, Scorer
from steelyard.settings import Settings
from steelyard.sync import Client
from steelyard.version import __version__

__all__ = [
    "AnswerWarning",
    "AsyncClient",
    "BeamProblem",
    "Check",
    "Client",
    "DeadlineExceeded",
    "Event",
    "FieldError",
    "Finished",
    "GroupDone",
    "GroupResult",
    "Job",
    "JobEnded",
    "LabelReading",
    "Options",
    "OverviewInfo",
    "Pace",
    "Progress",
    "Refused",
    "Result",
    "Retry",
    "RewardInfo",
    "Rollback",
    "RunInfo",
    "Sample",
    "Score",
    "Scorer",
    "Settings",
    "Stats",
    "SteelyardError",
    "TooLarge",
    "Unavailable",
    "Unreadable",
    "Verdict",
    "VerifierInfo",
    "VerifierName",
    "VerifyResult",
    "__version__",
    "roll_back",
    "thumbs",
]
