"""What a host has left, read off files as Linux writes them."""

from pathlib import Path

import pytest

from services.host import disk_left, memory_left


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    file = tmp_path / "meminfo"
    file.write_text("MemTotal:       1000 kB\nMemFree:          10 kB\nMemAvailable:    250 kB\n")
    return file


def group(folder: Path, limit: str) -> Path:
    (folder / "memory.max").write_text(limit)
    (folder / "memory.current").write_text("1000")
    (folder / "memory.stat").write_text("anon 800\ninactive_file 100\n")
    return folder


def test_what_the_kernel_could_give_is_left(memory: Path, tmp_path: Path) -> None:
    assert memory_left(tmp_path / "none", memory) == 0.25
    assert memory_left(group(tmp_path, "max"), memory) == 0.25


def test_a_container_has_no_more_than_its_limit(memory: Path, tmp_path: Path) -> None:
    assert memory_left(group(tmp_path, "1000"), memory) == pytest.approx(0.1)


def test_a_host_that_does_not_tell_has_no_share(tmp_path: Path) -> None:
    assert memory_left(tmp_path / "none", tmp_path / "none") is None


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_the_nearest_that_is(tmp_path: Path) -> None:
    left = disk_left(tmp_path / "not" / "yet")
    assert left is not None
    assert 0 <= left <= 1
