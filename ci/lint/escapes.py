"""Named exceptions to a rule: ``# lint-skip: rule-name because of a reason``.

An escape covers its own line; where the comment stands alone, also the line below it. It names
exactly one rule and gives a reason. An escape that hides nothing is itself a fault, so that
exceptions do not outlive what they excused.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ci.lint.values import Fault

#: The rule's name under which faults of escapes themselves are reported. It has no escape.
ESCAPE = "escape"

_MARK = re.compile(r"#\s*lint-skip\b(?P<rest>.*)")
_FORM = re.compile(r":\s*(?P<rule>[a-z][a-z0-9-]*)\s+because\s+(?P<reason>\S.*)")


@dataclass(frozen=True, slots=True)
class Escape:
    """One well-formed escape and the lines that it covers."""

    rule: str
    line: int
    covers: range


def read_escapes(text: str, rules: Collection[str]) -> tuple[list[Escape], list[Fault]]:
    """Return the escapes in ``text``, and a fault for each that is malformed.

    :param rules: the names that an escape may use.
    """
    escapes: list[Escape] = []
    faults: list[Fault] = []
    for line, rest, alone in _marks(text):
        form = _FORM.fullmatch(rest.strip())
        if form is None:
            faults.append(Fault(line, "write '# lint-skip: rule-name because of the reason'"))
        elif form["rule"] not in rules:
            known = ", ".join(sorted(rules))
            faults.append(Fault(line, f"no rule is named '{form['rule']}'; there are {known}"))
        else:
            escapes.append(Escape(form["rule"], line, range(line, line + (2 if alone else 1))))
    return escapes, faults


def _marks(text: str) -> Iterator[tuple[int, str, bool]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and (mark := _MARK.match(token.string)):
            alone = not token.line[: token.start[1]].strip()
            yield token.start[0], mark["rest"], alone
