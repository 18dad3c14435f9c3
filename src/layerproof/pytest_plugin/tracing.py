"""Running the trace probe in this process, and saving what was traced in time."""

from __future__ import annotations

import sys


def prove_tracing() -> bool:
    """Run the probe's lines; return whether greenlets are among them.

    Whether the tracer saw the lines is read from the data afterwards. Without a running
    coverage measurement nothing is run.
    """
    if "coverage" not in sys.modules:
        return False
    import coverage

    measuring = coverage.Coverage.current()
    if measuring is None:
        return False
    greenlets = _run_probe()
    # An xdist worker may be ended before its exit handlers have written a large data file.
    measuring.save()
    return greenlets


def _run_probe() -> bool:
    from layerproof.trace_probe import plain

    plain.run([])
    try:
        from layerproof.trace_probe import switching
    except ImportError:
        return False
    switching.run([])
    return True
