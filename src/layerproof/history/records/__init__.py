"""The values that pass between services and repositories; neither HTTP nor SQL is known here."""
