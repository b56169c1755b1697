"""``python -m docs.site FOLDER``: write the sources of the site into a folder, for ``mkdocs build``.

Ends with 1 and names them if pages link to files that are not there.
"""

import sys
from pathlib import Path

from docs.site.command import command_page
from docs.site.operations import document, operations_page
from docs.site.python import client_page
from docs.site.reference import rewards_page, settings_page, verifiers_page
from docs.site.staging import stage

_ROOT = Path(__file__).parents[2]


def reference() -> dict[str, str]:
    """Pages generated from the code: file name to text."""
    return {
        "verifiers.md": verifiers_page(),
        "rewards.md": rewards_page(),
        "settings.md": settings_page(),
        "operations.md": operations_page(document()),
        "command.md": command_page(),
        "client.md": client_page(),
    }


def main(folder: Path) -> int:
    """Write everything; 1 if there are dead links."""
    dead = stage(_ROOT, folder)
    pages = folder / "reference"
    pages.mkdir(parents=True, exist_ok=True)
    for name, text in reference().items():
        (pages / name).write_text(text)
    for link in dead:
        print(f"dead link: {link}", file=sys.stderr)
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
