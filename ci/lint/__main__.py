"""``python -m ci.lint``."""

from ci.lint.command import main

if __name__ == "__main__":
    raise SystemExit(main())
