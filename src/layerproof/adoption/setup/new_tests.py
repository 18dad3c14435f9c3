"""The tree of tests for a project without any: every file new, every test able to fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from layerproof.adoption.setup.factories import (
    Factory,
    choose_row,
    plan_factories,
    write_factories,
)
from layerproof.adoption.setup.layer_tests import (
    Voice,
    find_callables,
    write_api_test,
    write_conftest,
    write_row_test,
    write_service_test,
)
from layerproof.adoption.setup.routes import find_routes
from layerproof.adoption.setup.targets import keep_target
from layerproof.adoption.setup.values import Decision, Existing, FileChange, SetupPlan
from layerproof.adoption.survey import Survey
from layerproof.core.config.paths import is_under

#: Where what goes.
SUITES = ("unit", "integration", "api")

#: More services than these are no better proof.
_SERVICES = 20


@dataclass(frozen=True, slots=True)
class NewTests:
    """The changes, and the suites that have tests afterwards."""

    plan: SetupPlan
    suites: tuple[str, ...]


def plan_new_tests(survey: Survey, existing: Existing, *, database: bool) -> NewTests:
    """Return the tree; files that are there already are left out.

    :param database: whether the table gives tests a database.
    """
    texts = name_modules(survey, existing)
    voice = _choose_voice(survey, texts)
    models = [found.value for found in survey.backend.models]
    factories, notes = plan_factories(models, texts) if database else ((), ())
    files: dict[str, str] = {}
    if factories:
        files["tests/factories.py"] = write_factories(factories, asynchronous=voice.asynchronous)
        files["tests/integration/test_saved_rows.py"] = _write_row(factories, voice)
    files.update(_plan_api(survey, texts, voice))
    services = list(find_callables(_of_layer(survey, texts, "service")))[:_SERVICES]
    if services:
        files["tests/unit/test_services.py"] = write_service_test(services)
    if voice.mark and files:
        files["tests/conftest.py"] = write_conftest()
    suites = tuple(name for name in SUITES if any(f"tests/{name}/" in path for path in files))
    files.update(dict.fromkeys(_packages(files), ""))
    changes = tuple(
        FileChange(path, None, text)
        for path, text in sorted(files.items())
        if not existing.has(path)
    )
    if not suites:
        notes = (*notes, "no test was written: no model, no application and no service was found")
    told = tuple(_decide(files))
    return NewTests(SetupPlan(changes, notes, told), suites)


def _choose_voice(survey: Survey, texts: Mapping[str, str]) -> Voice:
    application = survey.backend.application
    is_fastapi = application is not None and application.value.framework.lower() == "fastapi"
    return Voice(
        asynchronous=any(found.value.asynchronous for found in survey.backend.sessions),
        marked=survey.tests.settings.asyncio_mode != "auto",
        described=is_fastapi and not any("openapi_url" in text for text in texts.values()),
    )


def name_modules(survey: Survey, existing: Existing) -> dict[str, str]:
    """Return the sources' texts by the dotted names under which they are imported."""
    named: dict[str, str] = {}
    for source in (found.value for found in survey.project.source):
        above = source.rpartition("/")[0]
        for path, text in sorted(existing.texts.items()):
            if path.endswith(".py") and is_under(path, source):
                inner = path[len(above) + 1 :] if above else path
                words = inner.removesuffix(".py").removesuffix("/__init__").split("/")
                if all(word.isidentifier() for word in words):
                    named.setdefault(".".join(words), text)
    return named


def _write_row(factories: tuple[Factory, ...], voice: Voice) -> str:
    factory, column = next(choose_row(factories))
    return write_row_test(factory, column, voice)


def _plan_api(survey: Survey, texts: Mapping[str, str], voice: Voice) -> Iterator[tuple[str, str]]:
    application = survey.backend.application
    target = keep_target(application.value.target) if application else None
    if application is None or target is None:
        return
    module, _, name = target.partition(":")
    owner = (module, "" if application.value.factory else name)
    yield "tests/api/test_application.py", write_api_test(list(find_routes(texts)), owner, voice)


def _of_layer(survey: Survey, texts: Mapping[str, str], layer: str) -> dict[str, str]:
    """Return the modules of a layer, packages' own files left out."""
    files = {
        path
        for found in survey.project.layers
        if found.value.name == layer
        for path in found.value.files
        if not path.endswith("/__init__.py")
    }
    ends = {path.removesuffix(".py").replace("/", ".") for path in files}
    return {
        module: text
        for module, text in texts.items()
        if any(end == module or end.endswith(f".{module}") for end in ends)
    }


def _packages(files: Mapping[str, str]) -> list[str]:
    """Return the packages' files, which let tests import each other without a setting of pytest."""
    folders = {path.rpartition("/")[0] for path in files}
    return [f"{folder}/__init__.py" for folder in sorted(folders | ({"tests"} if files else set()))]


def _decide(files: Mapping[str, str]) -> Iterator[Decision]:
    why = {
        "tests/factories.py": "factories of the models that were found",
        "tests/integration/test_saved_rows.py": "a row is saved and read back",
        "tests/api/test_application.py": "the application is asked over HTTP",
        "tests/unit/test_services.py": "what a service does cannot be known from its name alone",
    }
    yield from (Decision(path, "a new file", why[path]) for path in sorted(files) if path in why)
