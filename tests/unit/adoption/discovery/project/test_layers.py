"""Layers by names and code, and globs that hold just their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layerproof.adoption.discovery.project.layer_globs import write_globs
from layerproof.adoption.discovery.project.layers import find_layers
from layerproof.adoption.findings import Confidence
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.core.config.globs import compile_globs, escape_glob
from tests.support.planted import plant

ROUTES = """\
from fastapi import APIRouter
router = APIRouter()
@router.get("/things")
def things(): ...
"""
APPLICATION = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef home(): ...\n"
QUERIES = "def find(session):\n    session.execute(1)\n    return session.scalars(2)\n"
TABLE = "class Thing(Base):\n    __tablename__ = 'things'\n"
MAPPED = "class Thing(Base):\n    id: Mapped[int] = mapped_column()\n"
SHAPE = "class Thing(BaseModel):\n    name: str\n"


def _layers(
    tree: ProjectTree, source: str = "app", tests: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    """Return the globs of each layer, once they are known to hold just its files."""
    found = find_layers(tree, (source,), tests)
    universe = [path for path in tree.python_files if path.startswith(source)]
    for each in found:
        held = tuple(filter(compile_globs(each.value.paths), universe))
        assert held == each.value.files
    everything = [path for each in found for path in each.value.files]
    assert len(everything) == len(set(everything))
    return {each.value.name: each.value.paths for each in found}


@pytest.mark.parametrize(
    ("files", "layers"),
    [
        (
            ("repositories/a.py", "repositories/__init__.py", "services/a.py", "routers/a.py"),
            {"repository": "repositories/**", "service": "services/**", "router": "routers/**"},
        ),
        (
            ("repos/a.py", "usecases/a.py", "controllers/a.py", "dto/a.py", "entities/a.py"),
            {
                "repository": "repos/**",
                "service": "usecases/**",
                "router": "controllers/**",
                "model": "entities/**",
                "schema": "dto/**",
            },
        ),
        (
            ("crud.py", "service.py", "routes.py", "models.py", "schemas.py", "main.py"),
            {
                "repository": "crud.py",
                "service": "service.py",
                "router": "routes.py",
                "model": "models.py",
                "schema": "schemas.py",
            },
        ),
        (
            ("a/repository.py", "a/service.py", "b/repository.py", "b/service.py", "b/x.py"),
            {"repository": "**/repository.py", "service": "**/service.py"},
        ),
        (
            ("a/user_repository.py", "b/order_repository.py", "b/order_service.py"),
            {"repository": "**/*_repository.py", "service": "b/order_service.py"},
        ),
        (("a/services/x.py", "b/services/y.py"), {"service": "**/services/**"}),
        (("crud/crud_user.py", "crud/base.py"), {"repository": "crud/**"}),
        (("data/crud_user.py", "data/crud_item.py", "data/x.py"), {"repository": "data/crud_*.py"}),
        (("service/repositories/a.py", "service/b.py"), {"repository": "service/repositories/**"}),
        (("services/repository.py", "services/a.py"), {"service": "services/**"}),
        (
            ("services/orders/repository.py", "services/orders/a.py", "services/b.py"),
            {
                "repository": "services/orders/repository.py",
                "service": "services/b.py services/orders/a.py",
            },
        ),
        (("api/handlers/a.py", "storage/x.py", "views.py"), {}),
    ],
)
def test_names_alone(tmp_path: Path, files: tuple[str, ...], layers: dict[str, str]) -> None:
    """Folders and files that are called after a layer make it, doubtful names do not."""
    tree = plant(tmp_path, [f"app/{path}" for path in files])
    if "service/b.py" in files:
        layers = layers | {"service": "service/b.py"}
    assert _layers(tree) == {
        name: tuple(f"app/{glob}" for glob in globs.split()) for name, globs in layers.items()
    }


@pytest.mark.parametrize(
    ("files", "layers"),
    [
        # A file is called after what it treats: the code, then the folder, decide.
        ({"routers/services.py": ROUTES}, {"router": "routers/**"}),
        ({"services/routes.py": ROUTES}, {"router": "services/routes.py"}),
        ({"models/repository.py": QUERIES}, {"repository": "models/repository.py"}),
        ({"schemas/service.py": SHAPE}, {"schema": "schemas/**"}),
        # Doubtful names count where the code agrees.
        ({"views.py": ROUTES}, {"router": "views.py"}),
        ({"api/v1/a.py": ROUTES, "api/deps.py": ""}, {"router": "api/**"}),
        (
            {"api/a.py": ROUTES, "api/x.py": "", "api/y.py": ""},
            {"router": "api/a.py"},
        ),
        (
            {"api/a.py": ROUTES, "api/b.py": ROUTES, "api/schemas.py": SHAPE},
            {"router": "api/a.py api/b.py", "schema": "api/schemas.py"},
        ),
        ({"storage/a.py": QUERIES}, {"repository": "storage/**"}),
        (
            {"storage/a.py": QUERIES, "crud.py": QUERIES},
            {"repository": "crud.py"},
        ),
        ({"db/session.py": "engine = create_engine('')\n" + QUERIES}, {}),
        # Routers are seen by what they are, wherever they stand.
        ({"orders/http.py": ROUTES}, {"router": "orders/http.py"}),
        ({"main.py": APPLICATION}, {"router": "main.py"}),
        ({"main.py": APPLICATION, "routes.py": ROUTES}, {"router": "routes.py"}),
        ({"views.py": "class Things(HTTPEndpoint): ...\n"}, {"router": "views.py"}),
        ({"views.py": "routes = [Route('/', home)]\n"}, {"router": "views.py"}),
        # A name that the code does not bear out, where others are borne out.
        (
            {
                "models.py": TABLE,
                "core/tables.py": "x = 1",
                "a/router.py": "",
                "b/router.py": ROUTES,
            },
            {"model": "models.py", "router": "b/router.py"},
        ),
        (
            {"services/a.py": "", "services/b/models.py": "x = 1", "models/a.py": MAPPED},
            {"service": "services/**", "model": "models/**"},
        ),
        # What is kept in a folder of models is not always one.
        ({"models/a.py": SHAPE}, {"schema": "models/a.py"}),
        ({"models/a.py": QUERIES, "models/b.py": QUERIES}, {"repository": "models/**"}),
        ({"models/a.py": QUERIES + TABLE}, {"model": "models/**"}),
        # Migrations are in no layer.
        (
            {"migrations/versions/a_service.py": QUERIES, "service.py": ""},
            {"service": "service.py"},
        ),
    ],
)
def test_the_code_decides(tmp_path: Path, files: Mapping[str, str], layers: dict[str, str]) -> None:
    """Where names differ or are in doubt, routes and uses of a session decide."""
    tree = plant(tmp_path, {f"app/{path}": text for path, text in files.items()})
    assert _layers(tree) == {
        name: tuple(f"app/{glob}" for glob in globs.split()) for name, globs in layers.items()
    }


def test_the_name_of_the_only_source_says_nothing(tmp_path: Path) -> None:
    """A package that is itself called after a layer is no layer."""
    tree = plant(tmp_path, ["service/main.py", "service/crud.py"])
    assert _layers(tree, "service") == {"repository": ("service/crud.py",)}
    (tmp_path / "service" / "crud.py").unlink()
    assert _layers(ProjectTree(tmp_path), "service") == {}


def test_folders_beside_each_other_are_layers(tmp_path: Path) -> None:
    """Where each layer is a package of its own, its own name counts."""
    tree = plant(tmp_path, ["services/a.py", "routers/a.py", "models/a.py"])
    found = find_layers(tree, ("services", "routers", "models"), ())
    assert {each.value.name: each.value.paths for each in found} == {
        "service": ("services/**",),
        "router": ("routers/**",),
        "model": ("models/**",),
    }


def test_tests_beside_the_code_are_in_no_layer(tmp_path: Path) -> None:
    """Files of tests in a layer's folder are left out of its files."""
    tree = plant(tmp_path, ["app/services/a.py", "app/services/test_a.py"])
    (found,) = find_layers(tree, ("app",), ())
    assert found.value.files == ("app/services/a.py",)


def test_how_sure_a_layer_is(tmp_path: Path) -> None:
    """A name that the code bears out is likely, a name alone a guess."""
    tree = plant(tmp_path, {"app/crud.py": QUERIES, "app/routes.py": "", "app/service.py": ""})
    told = {e.value.name: (e.confidence, e.why) for e in find_layers(tree, ("app",), ())}
    assert told == {
        "repository": (Confidence.LIKELY, "names, and 2 uses of a session"),
        "service": (Confidence.LIKELY, "names, beside other layers"),
        "router": (Confidence.GUESS, "names alone"),
    }


@pytest.mark.parametrize("name", ["a[b].py", "a*b.py", "a?b.py", "ä ö.py", "[!x].py"])
def test_odd_names(name: str) -> None:
    """A path with characters that globs know is written so that it means itself."""
    files = [f"app/services/{name}"]
    others = ["app/services/aXb.py", "app/services/ab.py", "app/services/x.py"]
    globs = write_globs("service", files, [*files, *others], ["app"])
    assert [path for path in (*files, *others) if compile_globs(globs)(path)] == files
    assert compile_globs([escape_glob(files[0])])(files[0])


def test_no_glob_is_idle() -> None:
    """A glob whose files the others hold together is left out, though it held the most at first."""
    files = [f"app/{name}/services/{file}.py" for name in "pqr" for file in ("service", name)]
    globs = write_globs("service", files, [*files, "app/z/services/other.py"], ["app"])
    assert globs == tuple(f"app/{name}/services/**" for name in "pqr")


def test_a_path_that_globs_cannot_write_is_left_out() -> None:
    """A file with a backslash in its name can be in no glob, and does no harm."""
    odd = "app/a\\b.py"
    assert write_globs("service", [odd], [odd, "app/x.py"], ["app"]) == ()
