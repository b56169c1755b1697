"""Pages of verifiers, rewards and settings, from the models that read them."""

from collections.abc import Iterator
from typing import Any

from docs.site.fields import definitions, table
from docs.site.prose import prose
from rewards.scheme import Scheme
from rewards.table import SCHEMES
from rewards.transforms import TRANSFORMS
from services.settings import PREFIX, Settings
from verifiers.registry import BUILT_IN
from verifiers.verifier import Verifier

_GENERATED = "*Generated from the code.*\n"


def verifiers_page() -> str:
    """Every kind of verifier with its version, its docstring and its fields."""
    known: set[str] = set()
    parts = ["# Fields of verifiers\n", _GENERATED]
    for verifier in BUILT_IN:
        parts += _verifier(verifier, known)
    return "\n".join(parts)


def rewards_page() -> str:
    """Every reward scheme and transform with its parameters."""
    parts = ["# Parameters of rewards\n", _GENERATED, "## Schemes\n"]
    for scheme in SCHEMES.values():
        parts += [f"### {scheme.name}\n", _scheme(scheme), table(scheme.parameters.model_json_schema())]
    parts.append("## Transforms\n")
    for transform in TRANSFORMS:
        parts += [
            f"### transform {transform.name}\n",
            f"Source: {prose(transform.source)}.\n",
            table(transform.parameters.model_json_schema()),
        ]
    return "\n".join(parts)


def settings_page() -> str:
    """Every setting as the variable that sets it."""
    schema = Settings.model_json_schema()
    fields = {
        f"{PREFIX}{name.upper()}": _without_machine(name, field) for name, field in schema["properties"].items()
    }
    return "\n".join(["# Settings\n", _GENERATED, table({"properties": fields})])


def _without_machine(name: str, field: dict[str, Any]) -> dict[str, Any]:
    """A default that depends on the machine is said in words."""
    if Settings.model_fields[name].default_factory is None:
        return field
    return {**field, "default": "by the machine"}


def _verifier(verifier: type[Verifier], known: set[str]) -> Iterator[str]:
    schema = verifier.model_json_schema()
    kind = schema["properties"]["kind"]["const"]
    yield f"## {kind}\n"
    yield f"Version {verifier.version}. {prose(verifier.__doc__)}\n"
    yield table(schema)
    for name, found in definitions(schema, known):
        yield f"### {name}\n"
        yield f"{prose(found.get('description'))}\n"
        yield table(found)


def _scheme(scheme: Scheme) -> str:
    low, high = ("none" if bound is None else f"{bound:g}" for bound in scheme.bounds)
    return (
        f"Looks at one {scheme.scope}; needs: {scheme.needs}; bounds: {low} to {high}; "
        f"component `{scheme.component}`. Source: {prose(scheme.source)}.\n"
    )
