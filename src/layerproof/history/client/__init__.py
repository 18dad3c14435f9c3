"""The other end: what the command line asks of a history server, or sends to it.

Made of the standard library alone, so that it works in the session that judges, where nothing but
Layerproof is installed. ``address`` says which server, ``transport`` gets one answer, ``pushing``
and ``asking`` know what is said.
"""
