"""Taking over somebody else's backend: discover, init, doctor, audit, convert.

``reading`` reads files and imports nothing of the backend; ``discovery`` makes a ``Survey`` of
what they say; ``probing`` runs the backend's own pytest, and imports, in processes of their own;
``setup`` (``layerproof init``), ``doctor``, ``audit`` and ``conversion`` each answer one command.
"""
