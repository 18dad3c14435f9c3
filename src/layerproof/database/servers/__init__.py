"""Reaching a PostgreSQL server: ``acquire_server`` is the whole face of this folder.

``acquire`` tries the providers in order: ``borrowed`` (an address from the environment), ``owned``
(programs of this machine) and ``container``. An owned server is run by ``keeper``, a process of
its own that needs the standard library only; ``home``, ``locks``, ``cluster``, ``postmaster`` and
``account`` are shared by both sides. ``docs/servers.md`` tells how it lives and dies.
"""

from layerproof.database.servers.acquire import acquire_server

__all__ = ["acquire_server"]
