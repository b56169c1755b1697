"""The wire format of a test suite: tests, how they compare, and their limits."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.limits import Limits


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Tolerance = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class TestLimits(_Part):
    """What one test may use. What is left out is the default."""

    __test__ = False

    cpu_seconds: float | None = Field(None, gt=0, le=300)
    wall_seconds: float | None = Field(None, gt=0, le=600)
    memory_mb: int | None = Field(None, ge=32, le=65_536)
    output_kb: int | None = Field(None, ge=1, le=262_144)
    processes: int | None = Field(None, ge=1, le=512)
    disk_mb: int | None = Field(None, ge=1, le=4096)

    def over(self, limits: Limits) -> Limits:
        """These limits, and the others where these say nothing. Time to wait grows with time to work."""
        given = {name: value for name, value in self.model_dump().items() if value is not None}
        if "cpu_seconds" in given and "wall_seconds" not in given:
            given["wall_seconds"] = max(limits.wall_seconds, 2 * given["cpu_seconds"])
        kept = {name: getattr(limits, name) for name in Limits.__dataclass_fields__}
        return Limits(**{**kept, **given})


class Near(_Part):
    """Numbers may differ by so much, absolutely or relative to the expected one."""

    float: Tolerance


class Checker(_Part):
    """A program of the caller's that decides: see docs/code.md."""

    checker: str = Field(min_length=1)


class _Test(_Part):
    name: str | None = Field(None, min_length=1, max_length=200)
    weight: float = Field(1.0, ge=0, allow_inf_nan=False)
    limits: TestLimits | None = None


class StdioTest(_Test):
    """What the program prints when it is given this to read."""

    type: Literal["stdio"]
    stdin: str
    stdout: str
    compare: Literal["lines", "exact", "tokens", "unordered"] | Near | Checker = "lines"


class CallTest(_Test):
    """What a function of the program returns for these arguments."""

    type: Literal["call"]
    function: str
    args: list[Any]
    kwargs: Mapping[str, Any] = Field(default_factory=dict)
    expected: Any
    compare: Literal["equal", "unordered"] | Near = "equal"


class AssertTest(_Test):
    """Statements with asserts, run after the program."""

    type: Literal["assert"]
    code: str = Field(min_length=1)
    setup: str = ""


class PytestTest(_Test):
    """A file for pytest or unittest. Each of its test functions is one check."""

    type: Literal["pytest"]
    code: str = Field(min_length=1)
    path: str = "test_solution.py"


class ProgramTest(_Test):
    """Text put after the program: it passes if the whole ends with exit status 0."""

    type: Literal["program"]
    code: str


Test = Annotated[StdioTest | CallTest | AssertTest | PytestTest | ProgramTest, Field(discriminator="type")]
