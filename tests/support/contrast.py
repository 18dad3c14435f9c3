"""How well text stands out on a page, reckoned by the browser."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.chromium import Chromium

#: The lowest contrast of any text on the page with what lies under it, as WCAG 2 reckons it.
_LOWEST_CONTRAST = """
const parse = (text) => {
  const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
  return [r, g, b, a];
};
const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3]));
const light = (colour) => {
  const [r, g, b] = colour.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const under = (node) => {
  if (!node) return [255, 255, 255];
  const own = parse(getComputedStyle(node).backgroundColor);
  return own[3] === 1 ? own.slice(0, 3) : over(own, under(node.parentElement));
};
const contrast = (node) => {
  const back = under(node);
  const [low, high] = [back, over(parse(getComputedStyle(node).color), back)].map(light)
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const isText = (node) => node.nodeType === 3 && node.data.trim();
const seen = [...document.querySelectorAll("body *")]
  .filter((node) => [...node.childNodes].some(isText) && node.checkVisibility());
return [seen.length, Math.min(...seen.map(contrast))];
"""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A colour scheme: texts on the page, the lowest contrast of one, the page's background."""

    texts: int
    lowest: float
    background: str


def look_at_schemes(chromium: Chromium) -> tuple[Scheme, Scheme]:
    """Return the open page as it is in light colours, then in dark ones."""
    return _look(chromium, dark=False), _look(chromium, dark=True)


def _look(chromium: Chromium, *, dark: bool) -> Scheme:
    chromium.emulate(dark=dark)
    texts, lowest = chromium.ask(_LOWEST_CONTRAST)
    background = chromium.ask("return getComputedStyle(document.body).backgroundColor")
    return Scheme(texts, lowest, background)
