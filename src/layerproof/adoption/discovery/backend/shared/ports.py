"""Ports that tests bind by number."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import spell
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import Function, unparse
from layerproof.adoption.survey import Shared

_SERVERS = (
    "uvicorn.run",
    "uvicorn.Config",
    "start_server",
    "create_server",
    "TCPServer",
    "HTTPServer",
)
_ADDRESSED = (
    "TCPServer",
    "HTTPServer",
    "UDPServer",
    "bind",
    "create_server",
    "WSGIServer",
    "make_server",
)
#: Those of asyncio take what handles a connection, the host and then the port.
_THIRD = ("start_server", "create_server")
_WORDS = ("uvicorn", "bind", "Server", "server", "with_bind_ports", "--port")
_FREE = "bind port 0 and ask for the port, or add the worker's number to it"


def find_shared_ports(sources: Sources) -> Iterator[Found[Shared]]:
    """Give the ports that a test, a fixture or a helper of tests binds by a number."""
    found = list(_find(sources))
    users = Counter(port for port, _, _ in found)
    for port, source, call in found:
        alone = users[port] == 1 and _is_in_one_test(call, source)
        value = Shared("port", port, _FREE, alone=alone)
        yield Found(value, (source.place(call),), Confidence.LIKELY)


def _find(sources: Sources) -> Iterator[tuple[str, Source, ast.Call]]:
    for source in sources.test:
        if not source.mentions(*_WORDS):
            continue
        for call in source.calls:
            for port in dict.fromkeys(_ports(call, source, sources)):
                if port not in ("", "0"):
                    yield port, source, call


def _is_in_one_test(call: ast.Call, source: Source) -> bool:
    """Whether a call stands in a test that runs once: two workers never run it at a time."""
    around = [node for node in source.around(call) if isinstance(node, Function)]
    if not around or not around[-1].name.startswith("test"):
        return False
    return not any("parametrize" in unparse(each) for each in around[-1].decorator_list)


def _ports(call: ast.Call, source: Source, sources: Sources) -> Iterator[str]:
    full = source.full(call.func)
    last = full.rpartition(".")[2] or (
        call.func.attr if isinstance(call.func, ast.Attribute) else ""
    )
    if full.endswith(_SERVERS):
        for word in call.keywords:
            if word.arg == "port":
                yield _number(word.value, source, sources)
    if last in _THIRD and len(call.args) > 2:
        yield _number(call.args[2], source, sources)
    if last in _ADDRESSED and call.args:
        pair = call.args[0]
        if isinstance(pair, ast.Tuple) and len(pair.elts) > 1:
            yield _number(pair.elts[1], source, sources)
    if last == "with_bind_ports" and len(call.args) > 1:
        yield _number(call.args[1], source, sources)
    if full.startswith(("subprocess.", "asyncio.create_subprocess")):
        text = unparse(call)
        match = re.search(r"""--port['", =]+(\d+)""", text)
        if match:
            yield match[1]


def _number(node: ast.expr, source: Source, sources: Sources) -> str:
    spelled = spell(node, source, sources)
    return spelled.text if spelled.exact and spelled.text.isdigit() and not spelled.own else ""
