"""Settings classes of pydantic: under which variable each field is read.

Prefix, alias, nesting and case as pydantic-settings 2 and pydantic 1 have them:
https://docs.pydantic.dev/latest/concepts/pydantic_settings/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import spell
from layerproof.adoption.discovery.backend.variables.values import Reading
from layerproof.adoption.reading.syntax import unparse

_BASES = ("BaseSettings", "pydantic_settings.BaseSettings", "pydantic.BaseSettings")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class _Config:
    prefix: str = ""
    delimiter: str = ""
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    annotation: str
    default: str
    aliases: tuple[str, ...]
    node: ast.AST
    source: Source
    inner: str


def read_settings_classes(sources: Sources) -> Iterator[Reading]:
    """Give every variable that a settings class reads."""
    nested = set(_nested_classes(sources))
    for source in (*sources.near, *sources.test):
        if not source.mentions("Settings", "BaseModel", "env_prefix"):
            continue
        for node in source.classes:
            full = f"{source.name}.{node.name}"
            if _is_settings(full, sources, set()) and full not in nested:
                yield from _readings(full, sources, _config(full, sources), "", 0)


def _nested_classes(sources: Sources) -> Iterator[str]:
    """Give the settings classes that are mere parents of others, whose fields others read."""
    for source in (*sources.near, *sources.test):
        if source.mentions("Settings"):
            for node in source.classes:
                full = f"{source.name}.{node.name}"
                for parent in node.bases:
                    name = sources.resolve(source.full(parent))
                    found = sources.find(name)
                    is_class = found is not None and isinstance(found[1], ast.ClassDef)
                    if is_class and name != full and not _has_prefix(name, sources):
                        yield name


def _has_prefix(full: str, sources: Sources) -> bool:
    found = sources.find(full)
    if found is None or not isinstance(found[1], ast.ClassDef):
        return False
    return bool(_own_config(found[1], found[0], sources).prefix)


def _is_settings(full: str, sources: Sources, seen: set[str]) -> bool:
    if full.rpartition(".")[2] == "BaseSettings" and sources.find(full) is None:
        return True
    found = sources.find(full)
    node = found[1] if found else None
    if full in seen or found is None or not isinstance(node, ast.ClassDef):
        return False
    seen.add(full)
    source = found[0]
    return any(
        _is_settings(sources.resolve(source.full(parent)), sources, seen) for parent in node.bases
    )


def _config(full: str, sources: Sources) -> _Config:
    config = _Config()
    for source, node in reversed(list(sources.lineage(full))):
        own = _own_config(node, source, sources)
        config = _Config(
            own.prefix or config.prefix,
            own.delimiter or config.delimiter,
            own.case_sensitive or config.case_sensitive,
        )
    return config


def _own_config(node: ast.ClassDef, source: Source, sources: Sources) -> _Config:
    words: dict[str, ast.expr] = {word.arg: word.value for word in node.keywords if word.arg}
    for each in node.body:
        if isinstance(each, ast.ClassDef) and each.name == "Config":
            words |= {
                line.targets[0].id: line.value
                for line in each.body
                if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
            }
        value = each.value if isinstance(each, ast.Assign | ast.AnnAssign) else None
        if value is not None and "model_config" in unparse(each).split("=")[0]:
            words |= _words_of(value)
    texts = {
        key: spell(words[key], source, sources).text
        for key in ("env_prefix", "env_nested_delimiter")
        if key in words
    }
    sensitive = words.get("case_sensitive")
    return _Config(
        texts.get("env_prefix", "").replace("{...}", ""),
        texts.get("env_nested_delimiter", "").replace("{...}", ""),
        isinstance(sensitive, ast.Constant) and sensitive.value is True,
    )


def _words_of(node: ast.expr) -> dict[str, ast.expr]:
    if isinstance(node, ast.Call):
        return {word.arg: word.value for word in node.keywords if word.arg}
    if isinstance(node, ast.Dict):
        return {
            str(key.value): value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        }
    return {}


def _readings(
    full: str, sources: Sources, config: _Config, path: str, depth: int
) -> Iterator[Reading]:
    fields: dict[str, _Field] = {}
    for source, node in reversed(list(sources.lineage(full))):
        fields |= {field.name: field for field in _fields(node, source, sources)}
    for field in fields.values():
        names = [f"{path}{alias}" for alias in field.aliases] or [
            f"{path or config.prefix}{field.name}"
        ]
        if field.inner and depth < _DEEPEST and not _is_settings(field.inner, sources, set()):
            if config.delimiter:
                for name in names:
                    start = f"{name}{config.delimiter}"
                    yield from _readings(field.inner, sources, config, start, depth + 1)
            continue
        if not field.inner:
            yield from _of_field(field, names, full, config)


def _of_field(field: _Field, names: list[str], full: str, config: _Config) -> Iterator[Reading]:
    for name in names:
        shown = (
            name if config.case_sensitive or (field.aliases and name.isupper()) else name.upper()
        )
        yield Reading(
            shown,
            field.source.place(field.node),
            frozenset({field.name, shown, *field.aliases}),
            field.default,
            field.annotation,
            full,
            field.source.is_test,
        )


def _fields(node: ast.ClassDef, source: Source, sources: Sources) -> Iterator[_Field]:
    for each in node.body:
        if not (isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)):
            continue
        name, annotation = each.target.id, unparse(each.annotation)
        if name.startswith(("_", "model_config")) or "ClassVar" in annotation:
            continue
        default, aliases = _default(each.value, source, sources)
        aliases = aliases or _annotated_aliases(each.annotation, source, sources)
        inner = _inner_class(each.annotation, source, sources)
        yield _Field(name, annotation, default, aliases, each, source, inner)


def _default(
    value: ast.expr | None, source: Source, sources: Sources
) -> tuple[str, tuple[str, ...]]:
    if value is None:
        return "", ()
    if not (isinstance(value, ast.Call) and source.full(value.func).endswith("Field")):
        return _text(value, source, sources), ()
    words = {word.arg: word.value for word in value.keywords if word.arg}
    default = words.get("default", value.args[0] if value.args else None)
    return (
        _text(default, source, sources) if default is not None else "",
        tuple(_aliases(words, source, sources)),
    )


def _text(value: ast.expr, source: Source, sources: Sources) -> str:
    if isinstance(value, ast.Call) and len(value.args) == 1:
        # ``SecretStr("...")``, ``PostgresDsn("...")``
        value = value.args[0]
    if isinstance(value, ast.Constant) and not isinstance(value.value, str | int):
        return ""
    spelled = spell(value, source, sources)
    return spelled.text if spelled.text != "{...}" else ""


def _aliases(words: dict[str, ast.expr], source: Source, sources: Sources) -> Iterator[str]:
    for key in ("validation_alias", "alias", "env"):
        value = words.get(key)
        if value is None:
            continue
        parts = value.args if isinstance(value, ast.Call) else [value]
        if isinstance(value, ast.List | ast.Tuple):
            parts = value.elts
        for part in parts:
            name = spell(part, source, sources)
            if name.exact and name.text.isidentifier():
                yield name.text
        return


def _annotated_aliases(annotation: ast.expr, source: Source, sources: Sources) -> tuple[str, ...]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Call) and source.full(node.func).endswith("Field"):
            words = {word.arg: word.value for word in node.keywords if word.arg}
            return tuple(_aliases(words, source, sources))
    return ()


def _inner_class(annotation: ast.expr, source: Source, sources: Sources) -> str:
    """Return the project's own class that a field holds, by its full name."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name | ast.Attribute):
            full = sources.resolve(source.full(node))
            found = sources.find(full)
            if found and isinstance(found[1], ast.ClassDef) and _has_fields(found[1]):
                return full
    return ""


def _has_fields(node: ast.ClassDef) -> bool:
    bases = " ".join(unparse(each) for each in node.bases)
    return "Enum" not in bases and any(isinstance(each, ast.AnnAssign) for each in node.body)
