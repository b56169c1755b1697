"""The page of the Python client, from its public names."""

import inspect
import re
import typing
from collections.abc import Iterator
from typing import Any

import steelyard

from docs.site.prose import prose

_WIDE = 90
_MODULES = re.compile(r"\b(?:collections\.abc|typing|steelyard(?:\.\w+)*)\.")


def client_page() -> str:
    """Every public class of ``steelyard`` with its public methods, their signatures and docstrings."""
    parts = ["# The Python client\n", "*Generated from the code.*\n"]
    for name in steelyard.__all__:
        found = getattr(steelyard, name)
        if inspect.isclass(found):
            parts += _class(name, found)
    return "\n".join(parts)


def _class(name: str, found: type[Any]) -> Iterator[str]:
    yield f"## {name}\n"
    if typing.is_typeddict(found):
        yield f"{prose(found.__doc__)}\n"
        yield from (f"- `{field}`: `{_type(kind)}`" for field, kind in found.__annotations__.items())
        yield ""
        return
    if not issubclass(found, BaseException):
        yield f"```python\n{name}{_signature(found)}\n```\n"
    yield f"{prose(found.__doc__)}\n"
    for member, value in inspect.getmembers_static(found):
        if member.startswith("_") or value.__doc__ is None:
            continue
        if inspect.isfunction(value):
            yield f"### {name}.{member}\n"
            yield f"```python\n{member}{_signature(value)}\n```\n"
            yield f"{prose(value.__doc__)}\n"
        elif isinstance(value, property):
            yield f"### {name}.{member}\n"
            yield f"{prose(value.__doc__)}\n"


def _signature(found: Any) -> str:
    """As it would be written where all its types are imported."""
    return _MODULES.sub("", _full_signature(found))


def _full_signature(found: Any) -> str:
    signature = inspect.signature(found)
    if len(str(signature)) < _WIDE:
        return str(signature)
    parameters = "".join(f"    {one},\n" for one in signature.parameters.values())
    returns = "" if found.__class__ is type else f" -> {inspect.formatannotation(signature.return_annotation)}"
    return f"(\n{parameters}){returns}"


def _type(annotation: Any) -> str:
    return (
        annotation.__forward_arg__
        if isinstance(annotation, typing.ForwardRef)
        else _MODULES.sub("", inspect.formatannotation(annotation))
    )
