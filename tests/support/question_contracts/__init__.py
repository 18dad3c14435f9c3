"""What every repository of questions does, in memory or on a database.

A test class inherits from a contract and gives the fixtures ``ports`` and ``projects``.
"""
