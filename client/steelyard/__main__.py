"""``python -m steelyard``."""

from steelyard.cli.main import main

raise SystemExit(main())
