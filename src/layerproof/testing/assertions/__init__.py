"""Assertions on what backends answer, that say what they saw when they fail.

``values`` are about single values, ``json_documents`` compares documents, ``refusals`` and
``pages`` are about responses, which ``responses`` reads and shows whatever client they are from.
"""

from layerproof.testing.assertions.json_documents import assert_json_equal
from layerproof.testing.assertions.page_reading import Page
from layerproof.testing.assertions.pages import assert_paginated
from layerproof.testing.assertions.refusals import (
    FieldFault,
    assert_permission_denied,
    assert_unauthenticated,
    assert_validation_error,
)
from layerproof.testing.assertions.values import Timestamps, assert_timestamps, assert_valid_uuid

__all__ = [
    "FieldFault",
    "Page",
    "Timestamps",
    "assert_json_equal",
    "assert_paginated",
    "assert_permission_denied",
    "assert_timestamps",
    "assert_unauthenticated",
    "assert_valid_uuid",
    "assert_validation_error",
]
