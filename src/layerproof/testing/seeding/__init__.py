"""Scenarios outside of tests: into a developer's database, or on request of an end-to-end test.

``world`` runs one in a transaction of its own, ``rows`` counts and empties tables, ``endpoint``
is the ASGI door. Neighbour below: ``testing.scenarios``.
"""
