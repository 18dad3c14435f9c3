"""What a module's code says about its layer: routes, or a session that is used."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from layerproof.adoption.reading.syntax import is_true, last_name

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "route"})
_ROUTE_CALLS = frozenset({"api_route", "websocket", "websocket_route", "add_api_route"})
#: Routes that are objects or classes: Starlette, Litestar, Flask, Django REST framework.
_ROUTE_OBJECTS = frozenset({"Route", "WebSocketRoute"})
_ENDPOINTS = frozenset(
    {"HTTPEndpoint", "WebSocketEndpoint", "Controller", "MethodView", "APIView", "ModelViewSet"}
)
_ROUTERS = frozenset({"APIRouter", "Router", "Blueprint", "SimpleRouter", "DefaultRouter"})
_QUERIES = frozenset(
    {
        *("execute", "exec", "scalar", "scalars", "query", "get_one", "stream", "stream_scalars"),
        *("add", "add_all", "merge", "delete", "flush", "fetch", "fetchrow", "fetchval"),
    }
)
_STORES = ("Repository", "RepositoryProtocol", "Repo", "DAO", "Dao", "Crud", "CRUD", "Queries")
_SESSIONS = ("session", "db", "connection", "conn", "cursor")
_APPLICATIONS = frozenset({"FastAPI", "Starlette", "Flask", "Litestar", "Quart", "Sanic"})
_ENGINES = frozenset(
    {"create_engine", "create_async_engine", "sessionmaker", "async_sessionmaker", "create_pool"}
)


@dataclass(frozen=True, slots=True)
class Content:
    """``routes`` are functions that are routes, ``queries`` calls of a session's methods.

    ``router`` says that a router is made here, ``application`` that the application is.
    ``engine`` says that it makes engines or session factories, ``stores`` that a class calls itself
    a repository, ``definitions`` counts classes and functions. ``mapped`` and ``shapes`` count
    classes that are tables, and Pydantic's models.
    """

    routes: int = 0
    queries: int = 0
    mapped: int = 0
    shapes: int = 0
    router: bool = False
    application: bool = False
    engine: bool = False
    stores: bool = False
    definitions: int = 0


#: What there is to say of a module that could not be parsed.
NOTHING = Content()


def look_into(nodes: Iterable[ast.AST]) -> Content:
    """Return what all the nodes of a module say about its layer."""
    routes = queries = mapped = shapes = 0
    router = application = engine = stores = False
    definitions = 0
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            definitions += 1
            routes += any(map(_is_route, node.decorator_list))
        elif isinstance(node, ast.Call):
            name = last_name(node.func)
            router = router or name in _ROUTERS
            routes += name in _ROUTE_OBJECTS
            application = application or name in _APPLICATIONS
            engine = engine or name in _ENGINES
            queries += _is_query(node.func)
        elif isinstance(node, ast.ClassDef):
            definitions += 1
            stores = stores or node.name.endswith(_STORES)
            routes += any(last_name(base) in _ENDPOINTS for base in node.bases)
            mapped += _is_mapped(node)
            shapes += any(last_name(base) in ("BaseModel", "Schema") for base in node.bases)
    return Content(
        routes, queries, mapped, shapes, router, application, engine, stores, definitions
    )


def _is_route(decorator: ast.expr) -> bool:
    """Whether it is ``@router.get("/...")``, or the like with a path or a keyword."""
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    name = decorator.func.attr
    if name in _ROUTE_CALLS:
        return True
    if name not in _METHODS:
        return False
    path = decorator.args[0] if decorator.args else None
    if isinstance(path, ast.Constant):
        return isinstance(path.value, str)
    return path is not None or any(keyword.arg == "path" for keyword in decorator.keywords)


def _is_query(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in _QUERIES:
        return False
    owner = last_name(function.value).lower().strip("_")
    return owner in _SESSIONS or owner.endswith(("session", "_db", "_conn"))


def _is_mapped(node: ast.ClassDef) -> bool:
    """Whether a class is a table: it names one, has mapped columns, or is SQLModel's."""
    for item in node.body:
        note = item.annotation if isinstance(item, ast.AnnAssign) else None
        if isinstance(note, ast.Subscript) and last_name(note.value) == "Mapped":
            return True
        targets = item.targets if isinstance(item, ast.Assign) else []
        if any(isinstance(t, ast.Name) and t.id in ("__tablename__", "__table__") for t in targets):
            return True
    return any(k.arg == "table" and is_true(k.value) for k in node.keywords)
