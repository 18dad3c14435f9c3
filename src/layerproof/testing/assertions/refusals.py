"""Assertions on responses that refuse: no permission, nobody logged in, invalid input."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from layerproof.testing.assertions.responses import Response, explain, read_json

_UNAUTHENTICATED, _FORBIDDEN, _NOT_FOUND, _UNPROCESSABLE = 401, 403, 404, 422
#: Where FastAPI says that a field was: the first part of ``loc``.
_PLACES = frozenset({"body", "query", "path", "header", "cookie"})


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault of the input. ``field`` has dots between its parts, such as ``items.0.price``.

    ``place`` is where the field was (``body``, ``query`` ...), empty where the answer does not say.
    """

    field: str
    message: str
    place: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the field may be called: with its place in front, and without."""
        return (self.field, f"{self.place}.{self.field}") if self.place else (self.field,)


def assert_permission_denied(response: Response, *, or_not_found: bool = False) -> Any:
    """Return the body, decoded where it is JSON; the status is 403.

    :param or_not_found: also take 404, by which a backend hides what the user may not see.
    """
    __tracebackhide__ = True
    allowed = (_FORBIDDEN, _NOT_FOUND) if or_not_found else (_FORBIDDEN,)
    if response.status_code not in allowed:
        hint = "; 401 says that nobody is logged in" if response.status_code == 401 else ""
        _fail(f"permission should be denied ({' or '.join(map(str, allowed))}){hint}", response)
    with suppress(ValueError):
        return response.json()
    return response.text


def assert_unauthenticated(response: Response, *, challenge: bool | str = True) -> str:
    """Return the ``WWW-Authenticate`` header; the status is 401.

    A 401 must come with that header (RFC 9110, section 15.5.2), and clients go by it.

    :param challenge: ``True`` asks for the header, text also for that scheme (``Bearer``);
        ``False`` does without, as logins by cookie do.
    """
    __tracebackhide__ = True
    if response.status_code != _UNAUTHENTICATED:
        hint = "; 403 says that somebody is, without permission"
        shown = hint if response.status_code == _FORBIDDEN else ""
        _fail(f"nobody should be logged in (401){shown}", response)
    header = response.headers.get("www-authenticate") or ""
    if challenge and not header:
        advice = "challenge=False does without it"
        _fail(f"a 401 needs a WWW-Authenticate header (RFC 9110, 15.5.2); {advice}", response)
    if isinstance(challenge, str) and challenge.lower() not in _schemes(header):
        _fail(f"the challenge should be {challenge}, not {header!r}", response)
    return header


def assert_validation_error(
    response: Response, *fields: str, status: int = _UNPROCESSABLE, only: bool = False
) -> tuple[FieldFault, ...]:
    """Return the faults that the answer names; all ``fields`` are among them.

    The body is FastAPI's (``detail`` with ``loc`` and ``msg``) or problem details (RFC 9457)
    with ``errors``, ``faults`` or ``invalid-params``, as a list or by field.

    :param fields: dotted names, with or without the place: ``email``, ``body.items.0.price``.
    :param only: no other field may be at fault.
    """
    __tracebackhide__ = True
    if response.status_code != status:
        _fail(f"the input should be refused ({status})", response)
    faults = tuple(_read_faults(read_json(response)))
    if not faults:
        _fail("the answer should name the fields at fault", response)
    named = {name for fault in faults for name in fault.names}
    missing = [field for field in fields if field not in named]
    if missing:
        _fail(f"{_list(missing)} should be at fault, not only {_list(_fields(faults))}", response)
    others = [fault for fault in faults if only and not set(fault.names) & set(fields)]
    if others:
        _fail(f"only {_list(fields)} should be at fault, not {_list(_fields(others))}", response)
    return faults


def _read_faults(body: Any) -> Iterator[FieldFault]:
    if not isinstance(body, Mapping):
        return
    for key in ("errors", "faults", "invalid-params", "invalid_params", "detail"):
        found = body.get(key)
        if isinstance(found, Mapping):
            for field, messages in found.items():
                yield FieldFault(str(field), _message(messages))
        elif isinstance(found, list):
            yield from (_read_fault(one) for one in found if isinstance(one, Mapping))


def _read_fault(fault: Mapping[str, Any]) -> FieldFault:
    message = _message(
        _first(fault, "msg", "message", "detail", "reason", "problem", "title") or ""
    )
    location = _first(fault, "loc", "pointer", "field", "name", "path", "where", "parameter")
    parts = _location_parts(location)
    if len(parts) > 1 and parts[0] in _PLACES:
        return FieldFault(".".join(parts[1:]), message, parts[0])
    return FieldFault(".".join(parts), message)


def _location_parts(location: Any) -> list[str]:
    """Return the parts of a list, a JSON pointer (RFC 6901) or a dotted name."""
    if isinstance(location, list | tuple):
        return [str(part) for part in location]
    text = str(location or "")
    if text.startswith(("/", "#/")):
        pointer = text.removeprefix("#").removeprefix("/")
        return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")]
    return text.split(".")


def _first(values: Mapping[str, Any], *keys: str) -> Any:
    return next((values[key] for key in keys if key in values), None)


def _message(found: Any) -> str:
    if isinstance(found, list | tuple):
        return "; ".join(_message(one) for one in found)
    return found if isinstance(found, str) else json.dumps(found)


def _schemes(header: str) -> set[str]:
    return {part.split()[0].lower() for part in header.split(",") if part.split()}


def _fields(faults: tuple[FieldFault, ...] | list[FieldFault]) -> list[str]:
    return [fault.names[-1] for fault in faults]


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "no field"


def _fail(problem: str, response: Response) -> NoReturn:
    __tracebackhide__ = True
    raise AssertionError(explain(problem, response))
