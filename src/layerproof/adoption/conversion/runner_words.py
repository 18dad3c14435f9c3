"""The names by which a script's runner sets up, clears away, ends, and does nothing of note."""

from __future__ import annotations

import re

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code
from layerproof.adoption.conversion.script import names_in

SETS_UP = re.compile(
    r"_*(?:set_?up|init(?:ialize)?|prepare|create_tables|seed)(?:_\w+)?$", re.IGNORECASE
)
TEARS_DOWN = re.compile(r"_*(?:tear_?down|clean_?up|drop_tables|close)(?:_\w+)?$", re.IGNORECASE)
SAYS_TEST = re.compile(r"(?:^|_)tests?$")
_DROPPED = re.compile(r"(?:unittest|pytest)\.main$|(?:sys\.)?exit$|quit$|set_event_loop")
_HARMLESS = re.compile(
    r"(?:logging\.basicConfig|time\.\w+|datetime\.\w+|asyncio\.(?:get_event_loop|new_event_loop"
    r"|set_event_loop\w*|sleep|gather)|len|sum|all|any|str|int|round|print|bool|list|warnings\.\w+"
    r"|\w*loop\.close|SystemExit|traceback\.\w+|sys\.\w+)$"
)


def is_harmless_name(name: str) -> bool:
    """Return whether a call of ``name`` may go with the runner: it ends, waits or counts."""
    return bool(_DROPPED.match(name) or _HARMLESS.match(name))


def is_idle(value: cst.BaseExpression, results: set[str]) -> bool:
    """Return whether a value is a start of a tally, a time, or made of results alone."""
    calls = find(value, cst.Call)
    if any(not _HARMLESS.match(code(each.func)) for each in calls):
        return False
    names = names_in(value) - {"len", "sum", "all", "any", "time", "datetime", "asyncio", "round"}
    return names <= results | {"True", "False", "None"} or not names
