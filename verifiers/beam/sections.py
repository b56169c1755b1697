"""The cross-section of a beam, in its units of length or in metres."""

from verifiers.beam.errors import SpecError
from verifiers.beam.spec import BeamSpec
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.measures import in_si
from verifiers.mechanics.sections import Section
from verifiers.mechanics.shapes import section_of

_LENGTH = (0, 1, 0, 0)


def inertia_of(spec: BeamSpec) -> float:
    """I of the section about its strong axis, in the beam's unit of length. Raises SpecError."""
    own = None if spec.section is None else spec.section.unit
    base = None if spec.units is None else spec.units.length
    if own is None or own == base:
        return _section(spec, 1.0).strong
    if base is None:
        raise SpecError("bad_spec", "section.unit needs the units of the beam")
    return _section(spec, _metres(own) / _metres(base)).strong


def section_in_metres(spec: BeamSpec, length: float) -> Section:
    """The section where a unit of the beam's length is that many metres. Raises SpecError."""
    own = None if spec.section is None else spec.section.unit
    return _section(spec, length if own is None else _metres(own))


def _section(spec: BeamSpec, factor: float) -> Section:
    if spec.section is None:
        raise SpecError("bad_spec", "section is missing")
    try:
        return section_of(spec.section, factor)
    except StructureError as error:
        raise SpecError(error.code, f"section: {error.reason}") from error
    except ArithmeticError as error:
        raise SpecError("bad_spec", "section: its measures are too large or too small") from error


def _metres(unit: str) -> float:
    try:
        return in_si(unit, _LENGTH)
    except StructureError as error:
        raise SpecError("bad_spec", f"section: {error.reason}") from error
