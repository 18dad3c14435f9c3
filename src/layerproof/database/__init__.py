"""Real databases for tests: servers, templates, isolation. Knows nothing of pytest.

Neighbours: ``testing`` and ``pytest_plugin`` stand on it, ``core.config`` holds its table.
"""
