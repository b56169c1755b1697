"""``python -m services serve | gateway | worker | explorer | doors | doctor | healthy | example``.

The modules are imported only once the command is known: judging children import this module again when they
start (multiprocessing does that with any main module), and must stay small.
"""

import importlib
import sys

_COMMANDS = {
    "serve": "services.serve",
    "gateway": "services.gateways",
    "worker": "services.worker",
    "explorer": "services.explorer.main",
    "doors": "services.doors.main",
    "doctor": "services.doctor",
    "healthy": "services.healthy",
    "example": "services.example",
}


def main(arguments: list[str]) -> int:
    """Run one command; 2 for wrong usage or settings, as is usual."""
    if len(arguments) != 1 or arguments[0] not in _COMMANDS:
        print(f"usage: python -m services {'|'.join(_COMMANDS)}", file=sys.stderr)
        return 2
    settings = importlib.import_module("services.settings")
    plugins = importlib.import_module("verifiers.plugins")
    try:
        importlib.import_module(_COMMANDS[arguments[0]]).main()
    except (settings.SettingsError, plugins.BrokenPlugin) as error:
        print(f"steelyard: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # told to stop while it started
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
