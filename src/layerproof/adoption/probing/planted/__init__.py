"""What runs in the project's own interpreter, from here, without Layerproof.

Layerproof may not be installed there, and pytest and Python may be older than its own. So all of it
stands alone, on the standard library and pytest 7 or newer, and on Python 3.8 or newer. What it is
to do, and where it writes, is in the private folder that ``LAYERPROOF_PROBE`` names.
"""
