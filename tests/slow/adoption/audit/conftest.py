"""Hands the browser to the tests of this folder."""

from tests.support.chromium import chromium as chromium
