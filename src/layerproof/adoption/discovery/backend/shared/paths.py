"""Folders and files of literal paths that are written or wiped by tests, or on import."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import Spelled, spell
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import unparse
from layerproof.adoption.survey import Shared

_WORDS = (
    "rmtree",
    "mkdir",
    "makedirs",
    "unlink",
    "remove",
    "write_text",
    "write_bytes",
    "open(",
    "copytree",
)
_BY_ARGUMENT = {
    "shutil.rmtree": 0,
    "os.makedirs": 0,
    "os.mkdir": 0,
    "os.remove": 0,
    "os.unlink": 0,
    "os.rmdir": 0,
    "shutil.copytree": 1,
    "shutil.copy": 1,
    "shutil.copyfile": 1,
    "shutil.move": 1,
}
_BY_METHOD = ("mkdir", "unlink", "rmdir", "write_text", "write_bytes", "touch")
_FREE = "use the fixtures tmp_path or tmp_path_factory, or put PYTEST_XDIST_WORKER in the path"

_FREE_TEMPORARY = "give each worker a TMPDIR of its own, or use the fixture tmp_path"


def find_shared_paths(sources: Sources) -> Iterator[Found[Shared]]:
    """Give the paths that the tests write to, and those that the backend writes on import."""
    for source in (*sources.test, *sources.product):
        if not source.mentions(*_WORDS):
            continue
        for call in source.calls:
            if not source.is_test and not source.is_global(call):
                continue
            target = _target(call, source)
            if target is None:
                continue
            found = _shared(target, call, source, sources)
            if found is not None:
                yield found


def _shared(
    target: ast.expr, call: ast.Call, source: Source, sources: Sources
) -> Found[Shared] | None:
    spelled = spell(target, source, sources)
    path = _shown(spelled, source)
    if not path or spelled.own or _is_own_argument(target, source):
        return None
    wipes = "rmtree" in unparse(call.func)
    why = f"{'wiped' if wipes else 'written'}{_when(call, source)}"
    confidence = Confidence.CERTAIN if spelled.exact else Confidence.LIKELY
    # TMPDIR moves what is asked of tempfile; a path that is written out stays where it is.
    temporary = not spelled.exact and "gettempdir" in spelled.words
    frees = _FREE_TEMPORARY if temporary else _FREE
    value = Shared("path", path, frees, temporary)
    return Found(value, (source.place(call),), confidence, why)


def _target(call: ast.Call, source: Source) -> ast.expr | None:
    full = source.full(call.func)
    index = _BY_ARGUMENT.get(full)
    if index is not None:
        return call.args[index] if len(call.args) > index else None
    if isinstance(call.func, ast.Attribute) and call.func.attr in _BY_METHOD:
        return call.func.value
    if full == "open" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        mode = str(call.args[1].value)
        return call.args[0] if mode[:1] in ("w", "a", "x") else None
    return None


def _shown(spelled: Spelled, source: Source) -> str:
    """Return the path where enough of it is known: literal, below this file, or below /tmp."""
    text, words = spelled.text, spelled.words
    if spelled.exact:
        return text if len(text) > 1 else ""
    folder = source.path.rpartition("/")[0]
    rest = text.replace("{...}", "").strip("/")
    if not rest or rest == text:
        return ""
    if "__file__" in words:
        return f"{folder}/.../{rest}" if folder else rest
    if "gettempdir" in words:
        return f"/tmp/{rest}"  # noqa: S108 - named, not written to
    if "cwd()" in words:
        return rest
    return ""


def _is_own_argument(target: ast.expr, source: Source) -> bool:
    """Return whether the path begins with what a fixture or a caller gave."""
    function = source.function_around(target)
    arguments = {each.arg for each in function.args.args} if function else set()
    return any(isinstance(node, ast.Name) and node.id in arguments for node in ast.walk(target))


def _when(call: ast.Call, source: Source) -> str:
    function = source.function_around(call)
    if function is None:
        return " when it is imported"
    decorators = (unparse(each) for each in function.decorator_list)
    return " by a fixture" if any("fixture" in each for each in decorators) else ""
