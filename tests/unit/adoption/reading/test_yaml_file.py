"""YAML with lines."""

from __future__ import annotations

import sys

import pytest

from layerproof.adoption.findings import Place
from layerproof.adoption.reading.yaml_file import YamlUnreadableError, parse_yaml, walk_mappings

TEXT = """\
spec: {}
---
base: &base
  image: postgres
jobs:
  test:
    <<: *base
    script:
      - pip install .
      - pytest
twice: 1
twice: 2
odd: !reference [a, b]
"""


def test_places() -> None:
    """Keys and elements of the last document know their lines, tags are no fault."""
    file = parse_yaml("ci.yml", TEXT)
    script = file.data["jobs"]["test"]["script"]
    assert file.data["jobs"]["test"]["image"] == "postgres"
    assert file.place(file.data, "jobs") == Place("ci.yml", 5)
    assert file.place(script, 1) == Place("ci.yml", 10)
    assert file.place(script, 9) == Place("ci.yml", 0)
    assert file.place("no mapping") == Place("ci.yml", 0)


def test_a_list_alone_is_no_mapping() -> None:
    """A file whose document is no mapping has no data, and an empty one neither."""
    assert parse_yaml("x", "- a\n").data == parse_yaml("x", "").data == {}


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2\n", 2), ("a:\n\tb: 1\n", 2), ("a: *nobody\n", 1)]
)
def test_broken_text_is_an_error_with_its_line(text: str, line: int) -> None:
    """A text that is no YAML is refused, with the line."""
    with pytest.raises(YamlUnreadableError, match="is not YAML") as caught:
        parse_yaml("x", text)
    assert caught.value.line == line


def test_without_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ruamel.yaml the error says what to install."""
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(YamlUnreadableError, match=r"layerproof\[adopt\]"):
        parse_yaml("x", "a: 1")


def test_mappings_are_walked_once() -> None:
    """A mapping that many aliases repeat is given once."""
    data = parse_yaml("x", "a: &a {b: 1}\nc: [*a, *a, {d: *a}]\n").data
    assert list(walk_mappings(data)) == [data, data["a"], data["c"][2]]
