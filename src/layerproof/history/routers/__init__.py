"""HTTP: what is asked, which service answers, and with which status."""
