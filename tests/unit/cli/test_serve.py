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
    """Nothing is decided by the command line: the environment may say it."""
    assert vars(_parse()) == {
        "host": None,
        "port": None,
        "database": None,
        "max_body": None,
        "accounts": None,
        "open_registration": None,
        "forwarded_allow_ips": None,
        "log_format": None,
        "log_level": None,
        "drain": None,
    }


def test_arguments_are_taken() -> None:
    """Each argument is taken as it is given."""
    where = _parse("--host", "::1", "--port", "0", "--database", "a.db", "--max-body", "64")
    who = _parse("--accounts", "--no-open-registration", "--forwarded-allow-ips", "10.0.0.5")
    how = _parse("--log-format", "json", "--log-level", "warning", "--drain", "5")
    nothing = vars(_parse())
    assert vars(where) == nothing | {"host": "::1", "port": 0, "database": "a.db", "max_body": 64}
    assert vars(who) == nothing | {
        "accounts": True,
        "open_registration": False,
        "forwarded_allow_ips": "10.0.0.5",
    }
    assert vars(how) == nothing | {"log_format": "json", "log_level": "warning", "drain": 5}


@pytest.mark.parametrize(
    "argv",
    [
        ("--port", "65536"),
        ("--port", "-1"),
        ("--port", "x"),
        ("--port", "²"),
        ("--port", "9" * 5_000),
        ("--port", "00000000099999"),
        ("--max-body", "0"),
        ("--max-body", "1025"),
        ("--drain", "601"),
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


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("--host", "0.0.0.0", "--no-accounts"), "without accounts cannot listen on 0.0.0.0"),
        (("--open-registration",), "--open-registration means nothing"),
        (("--forwarded-allow-ips", "proxy"), "'proxy' does not appear to be an IPv4 or IPv6"),
    ],
)
def test_settings_that_do_not_go_together(
    argv: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that would be open to all, and settings without a meaning, are wrong use."""
    assert main(["serve", *argv]) == 2
    assert why in capsys.readouterr().err


def test_the_help_tells_of_the_environment(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks for help learns of the variables, the secret and the first owner."""
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    told = capsys.readouterr().out
    for word in ("LAYERPROOF_HISTORY_LOG_FORMAT=json", "LAYERPROOF_HISTORY_SECRET", "invite"):
        assert word in told


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
