"""Reading a Python file byte for byte, and writing it back in one step in the same form."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from layerproof.adapters.project_files import replace_file
from layerproof.adoption.findings import Fault, Place


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text with its own line endings; its encoding, and whether it began with a BOM."""

    path: Path
    text: str
    encoding: str
    bom: bool


def read_source(path: Path, shown: str) -> SourceText | Fault:
    """Return the text of ``path``, or why there is none.

    :param shown: the path as it is told to a person.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        return Fault(Place(shown), f"cannot be read: {error.strerror or error}")
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        encoding = encoding.removesuffix("-sig")
        text = data[len(codecs.BOM_UTF8) if bom else 0 :].decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        return Fault(Place(shown), f"is not text in its encoding: {reason}")
    if "\0" in text:
        return Fault(Place(shown), "holds a null byte, which Python does not allow")
    return SourceText(path, text, encoding, bom)


def write_source(source: SourceText, text: str, target: Path | None = None) -> None:
    """Write ``text`` in the form of ``source``: whole, or not at all, with the file's mode.

    A symbolic link is followed: the file that it names is replaced, and the link stays.

    :param target: another path to write to; the file's own where it is not given.
    :raises OSError: when the folder or the file may not be written.
    """
    path = target or source.path
    data = text.encode(source.encoding)
    if source.bom:
        data = codecs.BOM_UTF8 + data
    replace_file(path, data, like=source.path)
