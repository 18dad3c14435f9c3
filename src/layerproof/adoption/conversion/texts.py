"""What a printed text claims: that something worked, that it did not, that it was left out.

The words are those that scripts print about themselves. Where a text says both (a summary such as
``3 passed, 0 failed``) it claims nothing: no single check can be read off it.
"""

from __future__ import annotations

import re
from enum import Enum


class Claim(Enum):
    """What a text claims about the step before it."""

    SUCCESS = "success"
    FAILURE = "failure"
    SKIP = "skip"
    NOTHING = "nothing"


_GOOD_SIGNS = re.compile("[✓✔✅☑🎉👍🟢]")
_BAD_SIGNS = re.compile("[✗✘❌❎✖🔴💥👎⛔🚫]")
_GOOD = (
    r"(?:ok|okay|pass(?:ed|es)?|success(?:ful|fully)?|succeed(?:ed|s)|works?|worked|working"
    r"|correct(?:ly)?|verified|as expected|all good|looks good)"
)
_BAD = (
    r"(?:not ok|nok|ko|fail(?:ed|ure|ures|s)?|errors?|wrong|incorrect(?:ly)?|mismatch(?:ed)?"
    r"|broken|bad|unexpected(?:ly)?|exception|invalid|does not work|did not"
    r"|should (?:have|not|n't)|shouldn't|expected)"
)
_GOOD_WORD = re.compile(rf"\b{_GOOD}\b", re.IGNORECASE)
_BAD_WORD = re.compile(rf"\b{_BAD}\b", re.IGNORECASE)
_BAD_START = re.compile(rf"^\W*{_BAD}\b", re.IGNORECASE)
_GOOD_EDGE = re.compile(rf"^\W*{_GOOD}\b|(?<!not )\b{_GOOD}\W*$", re.IGNORECASE)
_BAD_EDGE = re.compile(rf"^\W*{_BAD}\b|\b{_BAD}\W*$", re.IGNORECASE)
_LAST_WORD = re.compile(rf"\b(?:{_GOOD}|{_BAD})\W*$", re.IGNORECASE)
_HARMLESS = re.compile(
    r"\b(?:no|0|zero|without)\s+(?:any\s+)?(?:errors?|fail(?:ures?|ed)|exceptions?)\b"
    r"|\bas expected\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\bpass(?:ed)?\b.*\bfail(?:ed)?\b|\bfail(?:ed)?\b.*\bpass(?:ed)?\b", re.IGNORECASE
)
_SKIP = re.compile(r"\bskip(?:ped|ping|s)?\b|\bnot available\b|\bnot installed\b", re.IGNORECASE)
_PROGRESS = re.compile(r"^\W*(?:\d+\W+)?\w+ing\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:\.\.\.|…)\s*$")
_WHOLE = re.compile(
    r"\b(?:all|every|tests?|suite|everything|checks)\b.*"
    r"\b(?:pass(?:ed|es)?|ok|okay|success\w*|succeeded|good|works?)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_claim(text: str) -> Claim:
    """Return what ``text`` claims; a value printed in between stands as ``{}``."""
    if _SKIP.search(text):
        return Claim.SKIP
    good_sign, bad_sign = _GOOD_SIGNS.search(text), _BAD_SIGNS.search(text)
    if bool(good_sign) != bool(bad_sign):
        return Claim.SUCCESS if good_sign else Claim.FAILURE
    return _read_words(text)


def _read_words(text: str) -> Claim:
    if _BAD_START.search(text) and not _HARMLESS.match(text.strip()):
        return Claim.FAILURE if not _SUMMARY.search(text) else Claim.NOTHING
    plain = _HARMLESS.sub(" ok ", text)
    good, bad = bool(_GOOD_WORD.search(plain)), bool(_BAD_WORD.search(plain))
    good_edge, bad_edge = bool(_GOOD_EDGE.search(plain)), bool(_BAD_EDGE.search(plain))
    if _GOES_ON.search(plain):
        return Claim.NOTHING
    if _PROGRESS.search(plain) and not _LAST_WORD.search(plain):
        return Claim.NOTHING
    if good and bad:
        good, bad = good_edge and not bad_edge, bad_edge and not good_edge
    if good == bad:
        return Claim.NOTHING
    return Claim.SUCCESS if good else Claim.FAILURE


def claims_the_whole(text: str) -> bool:
    """Return whether ``text`` speaks of a test or of all tests, not of the step before it."""
    return bool(_WHOLE.search(text))
