"""What is true of every page: nothing foreign in it, and nobody is shut out by how it is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

_NAMES = """
a b body br button caption code dd desc details div dl dt fieldset figcaption figure footer form g
h1 h2 h3 head header html input label legend li link main meta nav ol option p path pre rect section
select small span strong summary svg table tbody td text th thead time title tr ul wbr
"""

#: Every element that pages have. There is no script, style, image, frame or object among them.
ELEMENTS = frozenset(_NAMES.split())

_VOID = frozenset(("br", "input", "link", "meta", "wbr"))

#: Attributes that a browser follows.
_FOLLOWED = ("href", "action", "src", "formaction")


@dataclass(frozen=True, slots=True)
class Element:
    """An element as it was opened, and what text stands in it and below."""

    name: str
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, and that of what is in it."""
        return "".join(self.texts).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute is there twice: {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        last = self.open.pop()
        assert last.name == tag, f"</{tag}> ends <{last.name} {last.attributes}>"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read_elements(page: str) -> list[Element]:
    """Return every element of a page, having seen that each is ended where it has to be."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open, f"never ended: {reader.open[-1]}"
    return reader.elements


def links_of(page: str) -> list[str]:
    """Return the addresses that a page leads to."""
    return [
        element.attributes["href"]
        for element in read_elements(page)
        if element.name == "a" and not element.attributes["href"].startswith("#")
    ]


def texts_of(page: str, name: str) -> list[str]:
    """Return the text of each element of a name, with single blanks."""
    return [_blanks(element.text) for element in check_page(page) if element.name == name]


def rows_of(page: str) -> list[list[str]]:
    """Return the cells of every row of every table."""
    rows: list[list[str]] = []
    for element in check_page(page):
        if element.name == "tr":
            rows.append([])
        elif element.name in ("th", "td"):
            rows[-1].append(_blanks(element.text))
    return rows


def _blanks(text: str) -> str:
    return " ".join(text.split())


def check_page(page: str) -> list[Element]:
    """Return the elements of a page, after having checked whatever every page has to be."""
    elements = read_elements(page)
    _check_nothing_foreign(page, elements)
    _check_headings(elements)
    _check_names(elements)
    _check_tables(elements)
    return elements


def _check_nothing_foreign(page: str, elements: list[Element]) -> None:
    assert {element.name for element in elements} <= ELEMENTS
    for element in elements:
        attributes = element.attributes
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in _FOLLOWED:
            address = attributes.get(name, "/")
            assert address.startswith(("/", "#")), element
            assert not address.startswith(("//", "/\\")), element
            assert address.isascii(), element
        # What a form sends back is as it is; everything else can be seen.
        shown = [value for name, value in attributes.items() if name != "value"]
        for text in (*element.texts, *shown):
            unseen = {char for char in text if not char.isprintable()} - set("\n\t\u00a0")
            assert not unseen, (element.name, unseen)
    page.encode("utf-8")


def _check_headings(elements: list[Element]) -> None:
    levels = [int(element.name[1]) for element in elements if element.name in ("h1", "h2", "h3")]
    assert levels.count(1) == 1, levels
    assert levels[0] == 1, levels
    for before, after in pairwise(levels):
        assert after <= before + 1, levels
    assert [element.name for element in elements].count("main") == 1


def _check_names(elements: list[Element]) -> None:
    ids = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    assert not [name for name, count in ids.items() if count > 1]
    labelled = {element.attributes.get("for") for element in elements if element.name == "label"}
    inside = [element for element in elements if element.name == "label"]
    for element in elements:
        attributes = element.attributes
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(attributes.get(name, "").split()) <= set(ids), element
        if element.name in ("a", "button", "summary", "option", "label"):
            assert element.text, element
        if attributes.get("tabindex") == "0" and element.name == "div":
            assert attributes["role"] == "group", element
            assert attributes["aria-label"], element
        if element.name in ("select", "input") and attributes.get("type") not in (
            "hidden",
            "checkbox",
        ):
            assert attributes["id"] in labelled, element
    boxes = [element for element in elements if element.attributes.get("type") == "checkbox"]
    assert len(boxes) <= len(inside)


def _check_tables(elements: list[Element]) -> None:
    names = [element.name for element in elements]
    assert names.count("table") == names.count("caption")
    for element in elements:
        if element.name == "th":
            assert element.attributes["scope"] in ("col", "row"), element
