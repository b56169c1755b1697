"""The filters of the explorer, as query parameters of the API and as fields of the page's form."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from fastapi import Query as Parameter
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError

from services.explorer.model import MOST_TEXT, Query
from services.gateway.problems import FieldError, Problem
from verifiers.verdict import Status

_LARGEST_STEP = 2**53
_Step = Annotated[int, Field(ge=0, le=_LARGEST_STEP)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Long = Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT)]
_Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}:-?[0-9]{1,7}:[0-9]{1,7}$")]
_Given = Annotated[str, Parameter(max_length=MOST_TEXT)]


class Filters(BaseModel):
    """What may be asked for. ``step`` is one step, in place of both its bounds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: _Long | None = None
    prompt: _Long | None = None
    run: _Name | None = None
    step: _Step | None = None
    from_step: _Step | None = None
    to_step: _Step | None = None
    split: _Name | None = None
    status: Status | None = None
    flag: _Name | None = None
    min_reward: FiniteFloat | None = None
    max_reward: FiniteFloat | None = None
    check: _Long | None = None
    tag: Annotated[str, StringConstraints(pattern="^[^:]+:.+$", max_length=401)] | None = None
    language: _Name | None = None
    verifier: _Name | None = None
    tenant: _Name | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: _Cursor | None = None

    def query(self, scope: str | None) -> Query:
        """As the explorer is asked; ``scope`` is whose completions the asking key sees, None for everybody's."""
        return Query(
            tenant=self.tenant if scope is None else scope,
            text=self.text,
            prompt=self.prompt,
            run=self.run,
            from_step=self.step if self.step is not None else self.from_step,
            to_step=self.step if self.step is not None else self.to_step,
            split=self.split,
            status=self.status,
            flag=self.flag,
            lowest=self.min_reward,
            highest=self.max_reward,
            check=self.check,
            tag=self.tag,
            language=self.language,
            verifier=self.verifier,
            limit=self.limit,
            after=self.cursor,
        )


def of_page(
    text: _Given = "",
    prompt: _Given = "",
    run: _Given = "",
    step: _Given = "",
    from_step: _Given = "",
    to_step: _Given = "",
    split: _Given = "",
    status: _Given = "",
    flag: _Given = "",
    min_reward: _Given = "",
    max_reward: _Given = "",
    check: _Given = "",
    tag: _Given = "",
    language: _Given = "",
    verifier: _Given = "",
    tenant: _Given = "",
    cursor: _Given = "",
) -> Filters:
    """The filters of a form; empty fields count as not given. Raises a 422 problem."""
    return _read({name: value for name, value in locals().items() if value})


def of_api(
    text: _Long | None = None,
    prompt: _Long | None = None,
    run: _Name | None = None,
    step: _Step | None = None,
    from_step: _Step | None = None,
    to_step: _Step | None = None,
    split: _Name | None = None,
    status: Status | None = None,
    flag: _Name | None = None,
    min_reward: FiniteFloat | None = None,
    max_reward: FiniteFloat | None = None,
    check: _Long | None = None,
    tag: Annotated[str, Parameter(pattern="^[^:]+:.+$", max_length=401, description="name:value")] | None = None,
    language: _Name | None = None,
    verifier: _Name | None = None,
    tenant: _Name | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
    cursor: _Cursor | None = None,
) -> Filters:
    """The filters of an address."""
    return _read({name: value for name, value in locals().items() if value is not None})


STATUSES = get_args(Status)


def _read(given: Mapping[str, Any]) -> Filters:
    try:
        return Filters.model_validate(given)
    except ValidationError as error:
        faults = [FieldError(["query", *map(str, one["loc"])], one["msg"]) for one in error.errors()]
        raise Problem(422, "The address asks for what completions never have.", faults) from error
