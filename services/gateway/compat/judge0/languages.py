"""Judge0's numbers of languages, as far as we have them."""

from collections.abc import Mapping

NAMES: Mapping[int, tuple[str, str]] = {
    46: ("bash", "Bash"),
    48: ("c", "C (GCC)"),
    49: ("c", "C (GCC)"),
    50: ("c", "C (GCC)"),
    103: ("c", "C (GCC)"),
    52: ("cpp", "C++ (GCC)"),
    53: ("cpp", "C++ (GCC)"),
    54: ("cpp", "C++ (GCC)"),
    105: ("cpp", "C++ (GCC)"),
    60: ("go", "Go"),
    95: ("go", "Go"),
    106: ("go", "Go"),
    107: ("go", "Go"),
    62: ("java", "Java (OpenJDK)"),
    91: ("java", "Java (OpenJDK)"),
    63: ("javascript", "JavaScript (Node.js)"),
    93: ("javascript", "JavaScript (Node.js)"),
    97: ("javascript", "JavaScript (Node.js)"),
    102: ("javascript", "JavaScript (Node.js)"),
    71: ("python", "Python 3"),
    92: ("python", "Python 3"),
    100: ("python", "Python 3"),
    109: ("python", "Python 3"),
    73: ("rust", "Rust"),
    108: ("rust", "Rust"),
}
"""Number → our language, and what it is called there."""
