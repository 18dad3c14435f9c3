"""The pytest plugin that writes down what a foreign suite holds and does.

It judges nothing and changes no outcome. ``hooks`` are what pytest calls; ``order`` is what was
asked for, ``log`` where it is written, ``stacks`` what shows a hang, ``sleeps``, ``touches`` and
``fixtures`` what is noted of tests.
"""

from .hooks import *  # noqa: F403 - pytest looks for hooks in the plugin's own names
