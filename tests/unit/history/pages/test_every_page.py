"""What holds for all pages, whatever tenants have written into their reports and names."""

from __future__ import annotations

import pytest

from tests.factories.history_records import HOSTILE
from tests.support.all_pages import every_page
from tests.support.page_checks import check_page

PLAIN = every_page("tests/test_a.py::test_b")
HOSTILE_PAGES = every_page(HOSTILE)

#: The hostile text as somebody reads it.
SEEN = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;\\u202e\\u2028\\ud800"


@pytest.mark.parametrize("name", PLAIN)
def test_a_page_can_be_used_by_everybody(name: str) -> None:
    """Headings, labels, tables and landmarks are as assistive techniques need them."""
    elements = check_page(PLAIN[name])
    assert {"header", "main", "footer"} <= {element.name for element in elements}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_a_hostile_text_stays_text(name: str) -> None:
    """Markup in any field makes no element and no attribute, in HTML and in SVG alike."""
    elements = check_page(HOSTILE_PAGES[name])
    assert any(SEEN in element.text for element in elements)


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_a_page_has_the_same_shape_whatever_its_texts_are(name: str) -> None:
    """No text of a tenant adds or removes an element other than a place to break a line."""

    def shape(page: str) -> list[str]:
        return [element.name for element in check_page(page) if element.name != "wbr"]

    assert shape(HOSTILE_PAGES[name]) == shape(PLAIN[name])


@pytest.mark.parametrize("name", [name for name in PLAIN if name not in ("log in", "problem")])
def test_every_form_that_changes_something_has_the_token(name: str) -> None:
    """Each form that is posted by somebody who is logged in carries the log-in's token."""
    page = PLAIN[name]
    forms = page.split("<form")[1:]
    posted = [form.split("</form>")[0] for form in forms if 'method="post"' in form[:200]]
    if name == "register":
        assert posted
        assert not any('name="form_token"' in form for form in posted)
        return
    assert posted
    assert all(f'name="form_token" value="{"f" * 64}"' in form for form in posted)
