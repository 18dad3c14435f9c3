"""``tests/factories.py`` for the models that were found. See docs/factories.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from layerproof.adoption.setup.sample_values import Sample, find_length, make_sample
from layerproof.adoption.survey import Model


@dataclass(frozen=True, slots=True)
class Factory:
    """One factory: its model, what it gives each column, and by column the model referred to."""

    module: str
    model: str
    values: Mapping[str, Sample]
    parents: Mapping[str, tuple[str, str]]

    @property
    def name(self) -> str:
        """The factory's own name."""
        return f"{self.model}Factory"


def plan_factories(
    models: Sequence[Model], texts: Mapping[str, str]
) -> tuple[tuple[Factory, ...], tuple[str, ...]]:
    """Return a factory for each model whose needs are known, parents first, and notes on the rest.

    :param texts: sources by the modules' dotted names.
    """
    waiting = {model.table: model for model in models if _is_plain(model)}
    made: dict[str, Factory] = {}
    while True:
        before = len(made)
        for table, model in waiting.items():
            taken = {factory.name for factory in made.values()}
            if table not in made and f"{_class_of(model)}Factory" not in taken:
                factory = _make(model, made, texts)
                if factory:
                    made[table] = factory
        if len(made) == before:
            break
    known = {(factory.module, factory.model) for factory in made.values()}
    missing = sorted(_class_of(model) for model in models if _parts(model) not in known)
    notes = (f"no factory for {', '.join(missing)}: see docs/factories.md",) if missing else ()
    return tuple(made.values()), notes


def write_factories(factories: Sequence[Factory], *, asynchronous: bool) -> str:
    """Return the module's text."""
    base = "AsyncSQLAlchemyFactory" if asynchronous else "SQLAlchemyFactory"
    wanted = {("layerproof.testing", base)}
    for factory in factories:
        wanted.add((factory.module, factory.model))
        wanted |= {each for sample in factory.values.values() for each in sample.imports}
        if factory.parents:
            declarations = ("SelfAttribute", "SubFactory")
            wanted |= {("factory.declarations", name) for name in declarations}
    bodies = [_write_one(factory, base) for factory in factories]
    head = '"""Factories of the models: one row of each, with what it needs."""'
    return "\n\n\n".join([f"{head}\n\n{write_imports(wanted)}", *bodies]) + "\n"


def write_imports(wanted: Iterable[tuple[str, str]]) -> str:
    """Return ``from`` imports of (module, name), those of the standard library first."""
    import sys

    modules: dict[str, list[str]] = {}
    for module, name in sorted(set(wanted)):
        modules.setdefault(module, []).append(name)
    standard = [one for one in modules if one.partition(".")[0] in sys.stdlib_module_names]
    groups = (standard, [one for one in modules if one not in standard])
    blocks = (
        "\n".join(f"from {module} import {', '.join(modules[module])}" for module in group)
        for group in groups
        if group
    )
    return "\n\n".join(blocks)


def _make(model: Model, made: Mapping[str, Factory], texts: Mapping[str, str]) -> Factory | None:
    module, name = _parts(model)
    values: dict[str, Sample] = {}
    parents: dict[str, tuple[str, str]] = {}
    for column, kind in model.columns.items():
        reference = model.references.get(column)
        if reference:
            table, _, key = reference.rpartition(".")
            parent = made.get(table)
            if parent is None or not key.isidentifier():
                return None
            parents[column] = (parent.name, key)
            continue
        length = find_length(texts.get(module, ""), name, column)
        sample = make_sample(column, kind, module, texts, length=length)
        if sample is None:
            return None
        values[column] = sample
    return Factory(module, name, values, parents)


def _write_one(factory: Factory, base: str) -> str:
    lines = [f"class {factory.name}({base}[{factory.model}]):"]
    lines += [f'    """A {factory.model} with what it needs."""', ""]
    if factory.parents:
        lines.append("    class Params:")
        lines += [
            f"        {_row_of(column)} = SubFactory({parent})"
            for column, (parent, _) in factory.parents.items()
        ]
        lines.append("")
    lines += [
        f'    {column} = SelfAttribute("{_row_of(column)}.{key}")'
        for column, (_, key) in factory.parents.items()
    ]
    lines += [f"    {column} = {sample.code}" for column, sample in factory.values.items()]
    return "\n".join(lines).rstrip()


def _row_of(column: str) -> str:
    return f"{column.removesuffix('_id')}_row"


def _is_plain(model: Model) -> bool:
    words = [*_parts(model)[0].split("."), _class_of(model), *model.columns]
    return bool(model.table) and all(word.isidentifier() for word in words)


def _parts(model: Model) -> tuple[str, str]:
    module, _, name = model.target.partition(":")
    return module, name


def _class_of(model: Model) -> str:
    return _parts(model)[1]


def choose_row(factories: Sequence[Factory]) -> Iterator[tuple[Factory, str | None]]:
    """Yield the factories, those first whose row has a value to compare, with its column."""
    rows = [(factory, next(iter(_comparable(factory)), None)) for factory in factories]
    yield from sorted(rows, key=lambda row: (row[1] is None, len(row[0].parents)))


def _comparable(factory: Factory) -> Iterator[str]:
    for column, sample in factory.values.items():
        if sample.code.startswith("Sequence("):
            yield column
