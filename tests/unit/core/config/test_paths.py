"""Which folder a path lies in."""

import pytest

from layerproof.core.config.paths import is_under


@pytest.mark.parametrize(
    ("path", "folder", "lies"),
    [
        ("src/shop/a.py", "src", True),
        ("src/shop/a.py", "./src/", True),
        ("src", "src", True),
        ("src/a.py", ".", True),
        ("src/a.py", "", True),
        ("source/a.py", "src", False),
        ("srcs/a.py", "src", False),
        ("lib/src/a.py", "src", False),
    ],
)
def test_a_path_in_a_folder(path: str, folder: str, *, lies: bool) -> None:
    """A folder holds what is below it, however it is written, and the root holds everything."""
    assert is_under(path, folder) is lies
