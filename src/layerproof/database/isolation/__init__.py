"""Keeping tests apart in one database: undone by rollback, or emptied after real commits.

``rollback`` and ``sessions`` are the first way, ``reset`` the second; the third, a database of
its own, is made by ``templates``. ``locks`` names who stands in the way.
"""
