"""Classes of unittest as classes of pytest: only where ``--unittest`` asks for it."""
