"""``python -m layerproof``: the same as the ``layerproof`` command."""

from layerproof.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
