"""How much is taken of a file, and of all files of one run. Bytes are bounded by ``max_body``."""

from __future__ import annotations

from layerproof.history.schemas.pieces import MOST_PIECES

#: Tests a file, and a run. The latter is what a whole report may have as well.
MAX_TESTS = 200_000
MAX_RUN_TESTS = 1_000_000

#: Source files in a file, and in a run.
MAX_FILES = 50_000
MAX_RUN_FILES = 50_000

#: Statements, and branches, of all source files of a run together.
MAX_RUN_STATEMENTS = 5_000_000
MAX_RUN_BRANCHES = 50_000_000

#: Pieces of a run, and so shards of a suite.
MAX_PIECES = MOST_PIECES

#: Line numbers, and branches of a line, fit 32 bits, as every database's whole numbers do.
MAX_LINE = 2**31 - 1
MAX_BRANCHES = 100_000

#: Characters of a test's name, of a path and of a test's message; longer messages are cut.
MAX_NODEID = 20_000
MAX_PATH = 4_000
MAX_MESSAGE = 20_000

#: Elements in all and within each other, and attributes of an element, in XML.
MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 200
MAX_ATTRIBUTES = 100
