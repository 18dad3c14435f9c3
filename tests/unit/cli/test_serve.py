"""``layerproof serve`` up to the point where something is opened."""

from __future__ import annotations

import argparse
import sys

import pytest

from layerproof.cli import main, serve


def _parse(*argv: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serve.configure(parser)
    return parser.parse_args(argv)


def test_what_is_meant_without_arguments() -> None:
    """It listens to this machine only, on port 8765, and takes 32 MiB."""
    assert vars(_parse()) == {
        "host": "127.0.0.1",
        "port": 8765,
        "database": None,
        "max_body": 32,
    }


def test_arguments_are_taken() -> None:
    """Each argument is taken as it is given."""
    given = _parse("--host", "::1", "--port", "0", "--database", "a.db", "--max-body", "64")
    assert vars(given) == {"host": "::1", "port": 0, "database": "a.db", "max_body": 64}


@pytest.mark.parametrize(
    "argv",
    [
        ("--port", "65536"),
        ("--port", "-1"),
        ("--port", "x"),
        ("--port", "²"),
        ("--port", "9" * 5_000),
        ("--max-body", "0"),
        ("--max-body", "1025"),
    ],
)
def test_numbers_out_of_bounds(argv: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A number that cannot be is wrong use, with the bounds."""
    with pytest.raises(SystemExit, match="2"):
        main(["serve", *argv])
    assert "is not a whole number from" in capsys.readouterr().err


def test_a_database_that_is_not_supported(capsys: pytest.CaptureFixture[str]) -> None:
    """A database of another kind is wrong use."""
    code = main(["serve", "--database", "mysql://host/runs"])
    assert (code, "of the kind 'mysql' is not supported" in capsys.readouterr().err) == (2, True)


def test_without_the_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where uvicorn is not installed, the extra that brings it is named."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "layerproof.history.server", raising=False)
    package = sys.modules.get("layerproof.history")
    if package is not None:
        monkeypatch.delattr(package, "server", raising=False)
    code = main(["serve"])
    assert code == 3
    assert capsys.readouterr().err == (
        "error[environment]: `layerproof serve` needs uvicorn, which is not installed\n"
        '  do: pip install "layerproof[history]"\n'
    )
