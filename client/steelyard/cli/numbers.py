"""Numbers of options."""


def count(text: str) -> int:
    """A whole number from 0 on. Raises ValueError."""
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


def positive(text: str) -> int:
    """A whole number from 1 on. Raises ValueError."""
    value = count(text)
    if value == 0:
        raise ValueError(text)
    return value


def seconds(text: str) -> float:
    """A time above 0. Raises ValueError."""
    value = float(text)
    if not value > 0:
        raise ValueError(text)
    return value
