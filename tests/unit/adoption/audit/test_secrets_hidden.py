"""What an audit holds is shown without secrets."""

from layerproof.adoption.audit.inputs import Origin
from layerproof.adoption.audit.secrets_hidden import hide_secrets


def test_secrets_in_any_text() -> None:
    """Passwords of addresses and of options are stars, wherever they stand; nothing else is."""
    commands = ("pytest --password=s3cret", "pytest -q", {"url": "postgresql://u:s3cret@db/shop"})
    assert hide_secrets((Origin("now", "1", "TOKEN=s3cret"), commands)) == (
        Origin("now", "1", "TOKEN=***"),
        ("pytest --password=***", "pytest -q", {"url": "postgresql://u:***@db/shop"}),
    )
