"""The rules, one a module, in the order in which they are listed."""

from __future__ import annotations

from ci.lint.rules import (
    assertion_in_test,
    docstring_in_test,
    function_length,
    module_length,
    module_name,
    print_at_door,
    pure_core,
    query_place,
    raises_match,
    transaction_edge,
)
from ci.lint.values import Rule

RULES: tuple[Rule, ...] = (
    pure_core.RULE,
    print_at_door.RULE,
    transaction_edge.RULE,
    query_place.RULE,
    module_name.RULE,
    module_length.RULE,
    function_length.RULE,
    docstring_in_test.RULE,
    assertion_in_test.RULE,
    raises_match.RULE,
)
