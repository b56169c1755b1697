"""Copies the repository's pages to where the site has them, and points their links there."""

import os
import re
import shutil
from pathlib import Path

_PROJECT = ("CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md")
_LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s#]+)(#[^)\s]*)?(\))")
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)


def place(path: str) -> str:
    """Where a file of the repository stands in the site.

    README is the site's start, pages of ``docs/`` keep their places, other pages are in ``project/``, and files
    that are no pages in ``files/``.
    """
    if path == "README.md":
        return "index.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if path.endswith(".md"):
        return f"project/{path.replace('/', '-').lower()}"
    return f"files/{path}"


def pages(root: Path) -> list[str]:
    """The pages that people wrote, as paths in the repository."""
    written = sorted(str(path.relative_to(root)) for path in (root / "docs").rglob("*.md"))
    return ["README.md", *_PROJECT, *written]


def stage(root: Path, folder: Path) -> list[str]:
    """Copy pages and what they link to into an emptied folder. Returns dead links, each with its page."""
    shutil.rmtree(folder, ignore_errors=True)
    dead: list[str] = []
    todo, done = pages(root), set[str]()
    while todo:
        path = todo.pop()
        if path in done:
            continue
        done.add(path)
        target = folder / place(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not path.endswith(".md"):
            shutil.copyfile(root / path, target)
            continue
        text, linked, missing = relinked(root, path)
        target.write_text(text)
        todo += linked
        dead += [f"{path}: {link}" for link in missing]
    return sorted(dead)


def relinked(root: Path, path: str) -> tuple[str, list[str], list[str]]:
    """A page's text with its links as the site has them; the files it links to; its links that lead nowhere."""
    linked: list[str] = []
    dead: list[str] = []
    here = os.path.dirname(place(path))

    def point(match: re.Match[str]) -> str:
        start, link, anchor, end = match.groups(default="")
        if ":" in link or link.startswith("<"):
            return match.group()
        found = os.path.normpath(os.path.join(os.path.dirname(path), link))
        if not (root / found).is_file():
            dead.append(link)
            return match.group()
        linked.append(found)
        return f"{start}{os.path.relpath(place(found), here or '.')}{anchor}{end}"

    text = (root / path).read_text()
    fences = [match.span() for match in _FENCE.finditer(text)]
    parts, at = [], 0
    for begin, stop in fences:
        parts += [_LINK.sub(point, text[at:begin]), text[begin:stop]]
        at = stop
    return "".join([*parts, _LINK.sub(point, text[at:])]), linked, dead
