"""What ``layerproof init`` writes: planned as values, shown as a diff, written whole or not at all.

``gathering`` reads the files that matter, ``planning`` decides purely, ``writing`` and ``record``
change the disk and take it back. Only ``cli.init`` puts them together.
"""
