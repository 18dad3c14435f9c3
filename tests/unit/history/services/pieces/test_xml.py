"""XML is read without anything that attacks are made of."""

from __future__ import annotations

import pytest

from layerproof.history.errors.pieces import HostileXmlError, InvalidPieceError
from layerproof.history.services.pieces import xml
from layerproof.history.services.pieces.xml import Attributes, Where, read_xml


class Recorder:
    """Keeps what it is told."""

    kind = "XML"

    def __init__(self) -> None:
        self.told: list[object] = []

    def start(self, name: str, attributes: Attributes, where: Where) -> None:
        """Keep the start of an element with its place."""
        self.told.append((name, attributes, where()))

    def end(self, name: str) -> None:
        """Keep the end of an element."""
        self.told.append(f"/{name}")

    def text(self, text: str) -> None:
        """Keep text."""
        self.told.append(text)


def told_of(body: bytes) -> list[object]:
    """Return what a reader is told of a document."""
    recorder = Recorder()
    read_xml(body, recorder)
    return recorder.told


def test_elements_are_told_with_their_place() -> None:
    """Starts with attributes and place, text and ends come in the document's order."""
    assert told_of(b'<a x="1">\n <n:b xmlns:n="u"/>t</a>') == [
        ("a", {"x": "1"}, "line 1, column 1"),
        "\n ",
        ("b", {"xmlns:n": "u"}, "line 2, column 2"),
        "/b",
        "t",
        "/a",
    ]


@pytest.mark.parametrize(
    "prolog",
    [
        b"",
        b"\xef\xbb\xbf",
        b'<?xml version="1.0"?>',
        b'<?xml version="1.0" encoding="UTF-8"?>',
        b"<?xml version='1.0' encoding='iso-8859-1'?>",
        b'<!DOCTYPE a SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
        b"<!DOCTYPE a><!-- a comment --><?an instruction?>",
    ],
)
def test_what_reports_begin_with_is_taken(prolog: bytes) -> None:
    """A mark, a declaration and a document type that only names its definition do no harm."""
    assert told_of(prolog + b"<a/>")[1:] == ["/a"]


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
)

HOSTILE = {
    "billion laughs": b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>",
    "quadratic blow-up": b'<!DOCTYPE a [<!ENTITY b "' + b"b" * 10_000 + b'">]><a>&b;&b;</a>',
    "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://x/p.dtd"> %p;]><a/>',
    "unparsed entity": b'<!DOCTYPE a [<!NOTATION n SYSTEM "n"><!ENTITY u SYSTEM "u" NDATA n>]><a/>',
    "default attributes": b'<!DOCTYPE a [<!ATTLIST b c CDATA "long">]><a><b/></a>',
    "declared element": b"<!DOCTYPE a [<!ELEMENT a ANY>]><a/>",
    "entity of a definition elsewhere": b'<!DOCTYPE a SYSTEM "a.dtd"><a>&from-afar;</a>',
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
    "UTF-16 without a mark": "<a/>".encode("utf-16-le"),
    "UTF-32": "<a/>".encode("utf-32-be"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-',
    "declared UTF-16": b'<?xml version="1.0" encoding="utf-16"?><a/>',
    "unknown encoding": b'<?xml version="1.0" encoding="cp1026"?><a/>',
    "deep": b"<a>" * 201 + b"</a>" * 201,
    "deep behind what has ended": b"<a><b/>" * 201 + b"</a>" * 201,
    "many attributes": b"<a " + b" ".join(b'x%d=""' % n for n in range(101)) + b"/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused(name: str) -> None:
    """Nothing that could grow, reach out or hide is read."""
    with pytest.raises(HostileXmlError, match=r"^the XML is not taken: "):
        told_of(HOSTILE[name])


def test_the_bounds_themselves_are_taken() -> None:
    """Two hundred levels, and a hundred attributes, are within the bounds."""
    deep = told_of(b"<a>" * 200 + b"</a>" * 200)
    wide = told_of(b"<a " + b" ".join(b'x%d=""' % n for n in range(100)) + b"/>")
    assert (len(deep), len(wide)) == (400, 2)


def test_siblings_are_not_deep() -> None:
    """An element that has ended no longer counts as a level."""
    assert len(told_of(b"<a>" + b"<b/>" * 201 + b"</a>")) == 404


def test_too_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many elements as may be are read, and one more is not."""
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 3)
    assert len(told_of(b"<a><b/><b/></a>")) == 6
    with pytest.raises(HostileXmlError, match="it has more than 3 elements"):
        told_of(b"<a><b/><b/><b/></a>")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "line 1, column 1: no element found"),
        (b"<a>\n<b></a>", "line 2, column 6: mismatched tag"),
        (b"<a/><b/>", "line 1, column 5: junk after document element"),
        (b"<a>&unknown;</a>", "line 1, column 4: undefined entity"),
        (b"<a>\xff</a>", "line 1, column 4: not well-formed"),
        (b"<a>\x00</a>", "line 1, column 4: not well-formed"),
        (b"{}", "line 1, column 1: not well-formed"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_place(body: bytes, problem: str) -> None:
    """What is not well-formed is refused with the line and column of the fault."""
    with pytest.raises(InvalidPieceError, match=f"^the file .* XML: {problem}"):
        told_of(body)
