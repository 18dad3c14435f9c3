"""What Layerproof costs, as ratios within one run: ``python -m ci.bench`` prints the table.

``schema`` is what is measured on, ``rounds`` how, ``isolation`` and ``starting`` what, ``values``
what comes out. ``tests/performance/database`` holds the same measures to wider limits.
"""
