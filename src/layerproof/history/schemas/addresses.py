"""Mail addresses as requests give them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from layerproof.history.records.addresses import make_address_key

#: One ``@`` with something on either side, no blanks and no control characters: whether mail
#: arrives there only sending some would tell.
ADDRESS = r"^[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+$"

#: RFC 5321, 4.5.3.1.3, without the angle brackets.
ADDRESS_LENGTH = 254

#: How long an address can be as it is compared: lower case may be longer than upper case.
_KEY_LENGTH = 320


def _refuse_long_key(address: str) -> str:
    if len(make_address_key(address)) > _KEY_LENGTH:
        raise ValueError("is too long in lower case")
    return address


Address = Annotated[
    str,
    StringConstraints(min_length=3, max_length=ADDRESS_LENGTH, pattern=ADDRESS),
    AfterValidator(_refuse_long_key),
]
