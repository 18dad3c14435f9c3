"""Runs of other tools: reading their files, and making one run of many of them."""
