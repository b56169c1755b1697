"""Query parameters are held to what a route declares, as the fields of bodies are."""

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services.gateway.problems import FieldError, Problem

_HELD = "/v1/"


def no_unknown_parameters(request: Request) -> None:
    """Refuse what a route of the wire contract would pass over: a filter that is not one filters nothing.

    Drop-in routes of other services take whatever their clients add. Raises a 422 problem that names them.
    """
    route = request.scope["route"]
    if not (isinstance(route, APIRoute) and route.path.startswith(_HELD) and request.query_params):
        return
    known = _known(route.dependant)
    if unknown := unknown_parameters(request):
        takes = f"This route takes {', '.join(sorted(known))}." if known else "This route takes none."
        errors = [FieldError(["query", name[:100]], f"there is no such parameter. {takes}") for name in unknown]
        raise Problem(422, "The request is not valid.", errors)


def unknown_parameters(request: Request) -> list[str]:
    """The names in the address that its route does not know, at most 100."""
    route = request.scope.get("route")
    if not (isinstance(route, APIRoute) and request.query_params):
        return []
    known = _known(route.dependant)
    return [name for name in dict.fromkeys(request.query_params) if name not in known][:100]


def _known(dependant: Dependant) -> set[str]:
    own = {parameter.alias for parameter in dependant.query_params}
    return own.union(*map(_known, dependant.dependencies))
