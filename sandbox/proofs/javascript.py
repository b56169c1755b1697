"""JavaScript: our script runs the program, then the test; neither can change what they share of the language."""

import re

from sandbox.proofs.joined import FOLDER, Joined, asset

_UNDECLARED = re.compile(r"^[ \t]*([A-Za-z_$][\w$]*)\s*=(?![=>])", re.MULTILINE)


def join(program: str, test: str, _mark: str) -> Joined:
    """The program in a file; the test comes by standard input, where the program does not see it."""
    size = len(test.encode(errors="surrogatepass"))
    files = {"solution.js": program, f"{FOLDER}/end.js": asset("end.js")}
    how = "strict" if _is_strict(test) else "sloppy"
    options = ("--unhandled-rejections=strict", "--max-old-space-size={memory_mb}")
    run = ("node", *options, f"{FOLDER}/end.js", "solution.js", how)
    return Joined(files, (), run, lambda key: f"{key}{size:08d}{test}")


def _is_strict(test: str) -> bool:
    """Whether a test declares what it assigns to: then its functions can be hidden from those that they call."""
    declared = set(re.findall(r"\b(?:let|const|var|function\*?|class)\s+([\w$]+)", test))
    declared |= set(re.findall(r"[\w$]+", " ".join(re.findall(r"\b(?:let|const|var)\s+([^;=]*)", test))))
    return declared.issuperset(_UNDECLARED.findall(test)) and "with (" not in test
