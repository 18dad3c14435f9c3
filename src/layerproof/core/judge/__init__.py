"""Judging: evidence and config become one verdict, with a reason for everything not kept.

``evidence`` is what comes in and ``values`` what goes out. ``roll_call``, ``runs``, ``freshness``,
``tracing`` and ``failures`` each look at one kind of fault of a suite, ``completeness`` puts
them together for the whole run, ``gates`` holds counts to thresholds, ``ratchet`` to the best of
earlier runs (``floor``), ``verdict`` decides.
Every reason's code stands in ``docs/reasons.md``.
"""
