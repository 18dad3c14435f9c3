"""Factories on factory_boy that find the running test's session by themselves.

``synchronous`` and ``asynchronous`` hold the two public classes, ``binding`` the session that
they use, ``restart`` what makes every test begin with the same sequences and the same chance.
Neighbour: ``testing.scenarios`` builds whole worlds with them.
"""
