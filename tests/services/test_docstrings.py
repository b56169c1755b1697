"""What users of the client, and authors of rewards, read: errors and units are said where there are any."""

import pytest

from tests.services.docstrings import lacks, of_source


@pytest.mark.parametrize("package", ["client/steelyard", "rewards", "sandbox"])
def test_docstrings_say_errors_and_units(package: str) -> None:
    assert [str(lack) for lack in lacks(package)] == []


def test_an_error_and_a_number_that_are_not_told_are_found() -> None:
    source = '''
def wait(pause: float) -> float:
    """Waits."""
    if pause < 0:
        raise ValueError("negative")
    return pause
'''
    told = source.replace("Waits.", "Waits for ``pause`` seconds. Raises ValueError below 0.")
    assert [str(lack).partition(": ")[2] for lack in of_source(source)] == [
        "wait raises ValueError",
        "wait has the argument pause without a unit",
        "wait has a result without a unit",
    ]
    assert list(of_source(told)) == []
