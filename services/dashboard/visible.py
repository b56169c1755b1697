"""Jobs that a visitor may see."""

from services.dashboard.sessions import Visitor
from services.gateway.listing import JobRecord
from services.gateway.parts import Parts
from services.gateway.problems import not_found


async def visible_job(parts: Parts, visitor: Visitor, job_id: str) -> JobRecord:
    """The job. Raises a 404 problem for one that is not there, or not theirs."""
    record = await parts.store.get(job_id)
    if record is None or not visitor.tenant.may_see(record.summary.tenant):
        raise not_found()
    return record
