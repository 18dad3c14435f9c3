"""The ``layerproof`` command: one module a subcommand, imported only when it is called.

A subcommand's module has ``configure(parser)``, which adds its arguments, and ``run(args)``,
which returns an exit code. This module is the only one that turns errors into exit codes.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from typing import NamedTuple

from layerproof import __version__
from layerproof.errors import EnvironmentUnfitError, ExitCode, LayerproofError


class Subcommand(NamedTuple):
    """Where a subcommand lives and the sentence that introduces it."""

    module: str
    summary: str


SUBCOMMANDS: dict[str, Subcommand] = {
    "discover": Subcommand("layerproof.cli.discover", "say what is found in an existing backend"),
    "init": Subcommand("layerproof.cli.init", "set Layerproof up in this project, tests untouched"),
    "doctor": Subcommand("layerproof.cli.doctor", "look for what keeps a verdict from being true"),
    "audit": Subcommand("layerproof.cli.audit", "report on a whole test estate, measured"),
    "convert": Subcommand("layerproof.cli.convert", "rewrite script-like tests as pytest tests"),
    "run": Subcommand("layerproof.cli.run", "run one suite, record it, and judge its own gates"),
    "fast": Subcommand("layerproof.cli.fast", "run the quick suites in one go, without tracing"),
    "gate": Subcommand("layerproof.cli.gate", "judge the gates of one suite that has run"),
    "coverage": Subcommand("layerproof.cli.coverage", "merge and judge all suites, and report"),
    "suites": Subcommand("layerproof.cli.suites", "list the suites, or the CI matrix as JSON"),
    "db": Subcommand("layerproof.cli.db", "start, stop, look into and remove test databases"),
    "serve": Subcommand("layerproof.cli.serve", "serve the history of runs"),
    "history": Subcommand("layerproof.cli.history", "back up, restore and keep a history"),
    "push": Subcommand("layerproof.cli.push", "send a report to a history server"),
}

EPILOG = """\
exit codes:
  0    kept: every suite ran, every gate is met
  1    broken: a test failed or a gate was missed
  2    wrong use or wrong configuration
  3    not measured: something that a verdict needs is missing
  130  interrupted

Everything that Layerproof writes lies in .layerproof/ beside pyproject.toml.
"""


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="layerproof",
        description="Run the suites of a layered backend and hold each layer to its gate.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"layerproof {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, subcommand in SUBCOMMANDS.items():
        child = commands.add_parser(
            name,
            help=subcommand.summary,
            description=f"{subcommand.summary[0].upper()}{subcommand.summary[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == chosen:
            module = importlib.import_module(subcommand.module)
            module.configure(child)
            child.set_defaults(run=module.run)
    return parser


def _explain_file(error: OSError) -> EnvironmentUnfitError:
    """Return the error for a file or folder that the system refused, such as a read-only one."""
    return EnvironmentUnfitError(
        f"{error.filename}: {error.strerror}",
        advice="make .layerproof a folder that this user may write, on a disk with room",
    )


def _write_anything() -> None:
    """Let paths and names that the terminal's encoding cannot hold be written as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line ``argv`` (the process's own when ``None``); return its exit code."""
    _write_anything()
    arguments = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    try:
        parser = _parser(chosen)
        args, unknown = parser.parse_known_args(arguments)
        if unknown:
            hint = "; what is for pytest goes after --" if hasattr(args, "arguments") else ""
            parser.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
        return int(args.run(args))
    except LayerproofError as error:
        print(error.explain(), file=sys.stderr)
        return int(error.exit_code)
    except OSError as error:
        if error.filename is None:
            raise
        unfit = _explain_file(error)
        print(unfit.explain(), file=sys.stderr)
        return int(unfit.exit_code)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
