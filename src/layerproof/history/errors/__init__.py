"""Everything that the results backend refuses, each with its HTTP status.

Services raise these; ``problems`` turns them into answers; nothing else speaks of statuses.
"""
