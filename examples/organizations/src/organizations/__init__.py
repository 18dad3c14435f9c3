"""Organizations, their members and the invitations that make more of them.

``routers`` speak HTTP, ``services`` decide, ``repositories`` speak SQL, ``models`` are the rows.
``ports`` say what services ask of repositories; ``dependencies`` puts all of it together.
"""
