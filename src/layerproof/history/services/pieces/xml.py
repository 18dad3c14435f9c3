"""XML from anywhere, read without a tree and without what attacks are made of.

A document type is allowed if it only names its definition, as Cobertura's does: nothing is fetched.
Whatever declares or uses entities, or declares anything within the document, is refused: so there
is nothing that could grow while it is read (billion laughs, quadratic blow-up, default attributes).
Only encodings are taken in which markup is ASCII, so that nothing hides from scanners.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from xml.parsers import expat

from layerproof.history.errors.pieces import HostileXmlError
from layerproof.history.services.pieces.limits import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS
from layerproof.history.services.pieces.refusals import refuse, shown

Attributes = dict[str, str]

#: Says where the parser is, such as ``line 3, column 8``; asked only when something is wrong.
Where = Callable[[], str]

ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1"})

#: How UTF-16 and UTF-32 begin, with a mark or without.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")


class XmlReader(Protocol):
    """What is told of each element."""

    kind: str

    def start(self, name: str, attributes: Attributes, where: Where) -> None:
        """Take the start of an element; its name has no namespace's prefix."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


def read_xml(body: bytes, reader: XmlReader) -> None:
    """Read a document to its end.

    :raises HostileXmlError: it has what no report needs.
    :raises InvalidPieceError: it is not well-formed XML.
    """
    if body.startswith(_WIDE):
        raise _hostile("it is not in UTF-8")
    driver = _Driver(reader)
    try:
        driver.parser.Parse(body, True)  # noqa: FBT003  (expat takes no names)
    except expat.ExpatError as error:
        raise refuse(driver.where(), expat.ErrorString(error.code), kind=reader.kind) from error


class _Driver:
    """Leads expat's events to a reader, within bounds."""

    def __init__(self, reader: XmlReader) -> None:
        self._reader = reader
        self._depth = 0
        self._elements = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = reader.text

    def where(self) -> str:
        """Return the place of what is being read."""
        return f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in ENCODINGS:
            raise _hostile(f"its encoding is {shown(encoding)}")

    def _doctype(self, _: str, __: str | None, ___: str | None, internal: int) -> None:
        if internal:
            raise _hostile("its document type declares something of its own")

    def _entity(self, name: object, *_: object) -> int:
        raise _hostile(f"it declares or uses the entity {shown(name)}")

    def _start(self, name: str, attributes: Attributes) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _hostile(f"it has more than {MAX_ELEMENTS} elements")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _hostile(f"its elements are nested deeper than {MAX_DEPTH}")
        if len(attributes) > MAX_ATTRIBUTES:
            raise _hostile(f"an element has more than {MAX_ATTRIBUTES} attributes")
        self._reader.start(name.rpartition(":")[2], attributes, self.where)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._reader.end(name.rpartition(":")[2])


def _hostile(why: str) -> HostileXmlError:
    return HostileXmlError(
        f"the XML is not taken: {why}",
        advice="send it in UTF-8, without entities and without declarations of its own",
    )
