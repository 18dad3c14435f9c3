"""factory_boy's way of building one object, waiting for coroutines where it meets them.

What a declaration or a hook returns is awaited before the next one sees it. Two settlers say how:
``creation.Creation`` truly waits; ``Unsaved``, for ``build`` and ``stub``, cannot.
"""

from __future__ import annotations

import inspect
from collections.abc import Coroutine, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

from factory import builder, declarations, enums

from layerproof.testing.factories.coroutines import run_coroutine
from layerproof.testing.factories.errors import FactoryMisuseError
from layerproof.testing.factories.options import BoundOptions


class Settler(Protocol):
    """Knows what to do with a coroutine, and when to send what was made."""

    def settle(self, value: Any) -> Any:
        """Return the value itself, or what it gives when awaited."""

    def reading(self, *, values: bool) -> AbstractContextManager[None]:
        """Evaluate a declaration that may look into the values of other fields, or may not."""

    def show(self, value: Any) -> None:
        """Get a value ready to be seen by a declaration."""


class Unsaved:
    """For objects that no session knows: a coroutine may run as long as it waits for nothing."""

    def __init__(self, name: str) -> None:
        self._name = name

    def settle(self, value: Any) -> Any:
        """Return the value itself, or what the coroutine returns without ever waiting.

        Raises ``FactoryMisuseError`` for one that waits.
        """
        if not inspect.iscoroutine(value):
            return value
        return run_coroutine(value, lambda awaited: self._refuse(awaited, value.__qualname__))

    def _refuse(self, awaited: Coroutine[Any, Any, Any], name: str) -> None:
        awaited.close()
        raise FactoryMisuseError(
            f"{self._name}.build() met {name}, which waits for something",
            advice=f"await {self._name}.create(), or let the hook return when nothing is created",
        )

    def reading(self, *, values: bool) -> AbstractContextManager[None]:  # noqa: ARG002 - the settlers' face
        """Do nothing: there is nothing to send."""
        return nullcontext()

    def show(self, value: Any) -> None:
        """Do nothing, as above."""


class AwaitingBuilder(builder.StepBuilder):
    """Builds one object and, through ``recurse``, all that are below it."""

    def __init__(
        self, options: BoundOptions, extras: dict[str, Any], strategy: str, settler: Settler
    ) -> None:
        super().__init__(options, extras, strategy)  # type: ignore[no-untyped-call]
        self.settler = settler

    def recurse(self, factory_meta: BoundOptions, extras: dict[str, Any]) -> AwaitingBuilder:
        """Return the builder of a factory below this one, of whatever kind."""
        return AwaitingBuilder(factory_meta, extras, self.strategy, self.settler)

    def build(
        self, parent_step: builder.BuildStep | None = None, force_sequence: int | None = None
    ) -> Any:
        """Return the object, its hooks done."""
        options = self.factory_meta
        fields, hooks = builder.parse_declarations(
            self.extras, base_pre=options.pre_declarations, base_post=options.post_declarations
        )
        step = _Step(self, self._choose_sequence(force_sequence), parent_step)
        step.resolve(fields)
        args, kwargs = options.prepare_arguments(step.attributes)
        instance = self.settler.settle(options.instantiate(step, args, kwargs))
        results = {name: self._run_hook(hooks[name], instance, step) for name in hooks.sorted()}
        options.use_postgeneration_results(step, instance, results)
        return instance

    def _choose_sequence(self, forced: int | None) -> Any:
        given = self.force_init_sequence if forced is None else forced
        return self.factory_meta.next_sequence() if given is None else given

    def _run_hook(self, hook: Any, instance: Any, step: _Step) -> Any:
        with self.settler.reading(values=reads_values(hook.declaration)):
            self.settler.show(instance)
            found = hook.declaration.evaluate_post(
                instance=instance, step=step, overrides=hook.context
            )
            return self.settler.settle(found)


class _Step(builder.BuildStep):
    """A step whose declarations settle, and whose values are shown when they are read."""

    def __init__(
        self, owner: AwaitingBuilder, sequence: int, parent: builder.BuildStep | None
    ) -> None:
        super().__init__(owner, sequence, parent)  # type: ignore[no-untyped-call]
        self.settler = owner.settler

    def resolve(self, declared: Any) -> None:
        settler = self.settler
        self.stub = _Resolver(_Settled(declared, settler), self, self.sequence, settler)
        for name in declared:
            with settler.reading(values=False):
                self.attributes[name] = getattr(self.stub, name)


class _Resolver(builder.Resolver):
    def __init__(self, declared: _Settled, step: _Step, sequence: int, settler: Settler) -> None:
        # Before factory_boy's own initialisation, after which nothing can be set.
        self.layerproof_settler = settler
        super().__init__(declared, step, sequence)  # type: ignore[no-untyped-call]

    def __getattr__(self, name: str) -> Any:
        value = super().__getattr__(name)  # type: ignore[no-untyped-call]
        self.layerproof_settler.show(value)
        return value


class _Settled:
    """The declarations of a step, each wrapped so that its value settles."""

    def __init__(self, declared: Any, settler: Settler) -> None:
        self._declared = declared
        self._settler = settler

    def __contains__(self, name: str) -> bool:
        return name in self._declared

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __getitem__(self, name: str) -> Any:
        found = self._declared[name]
        phase = enums.get_builder_phase(found.declaration)
        if phase != enums.BuilderPhase.ATTRIBUTE_RESOLUTION:
            return found
        return found._replace(declaration=_Settling(found.declaration, self._settler))


class _Settling:
    """A declaration whose value settles before anybody sees it."""

    FACTORY_BUILDER_PHASE = enums.BuilderPhase.ATTRIBUTE_RESOLUTION

    def __init__(self, declaration: Any, settler: Settler) -> None:
        self._declaration = declaration
        self._settler = settler

    def evaluate_pre(self, **step: Any) -> Any:
        with self._settler.reading(values=reads_values(self._declaration)):
            return self._settler.settle(self._declaration.evaluate_pre(**step))


def reads_values(declaration: object) -> bool:
    """Return whether a declaration may look into objects, and so may want their ids.

    A sub-factory and a plain ``SelfAttribute`` only pass objects on.
    """
    if isinstance(declaration, declarations.SelfAttribute):
        return "." in declaration.attribute_name
    if isinstance(declaration, declarations.Maybe):
        parts = (declaration.decider, declaration.yes, declaration.no)
        return any(enums.get_builder_phase(part) and reads_values(part) for part in parts)
    return not isinstance(declaration, declarations.SubFactory | declarations.RelatedFactory)
