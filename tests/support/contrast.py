"""How well text stands out on a page, as a script for the browser to run."""

from __future__ import annotations

#: The lowest contrast of any text on the page with what lies under it, as WCAG 2 reckons it.
LOWEST_CONTRAST = """
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
