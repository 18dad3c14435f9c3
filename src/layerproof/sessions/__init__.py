"""Suites as Nox sessions and tox environments: the two doors through which CI comes in.

``session_table`` says which sessions there are, ``commands`` what each one runs, ``install_plan``
what it needs, ``environment_stamp`` whether that is installed already. ``nox`` and ``tox`` hand
all this to their tool. Tests run in a process of their own (``python -m layerproof``): nothing
here imports pytest, coverage or the backend under test.
"""
