"""``layerproof audit``: a whole test estate in one report, measured and not estimated.

``gather`` looks at everything once and makes an ``AuditInput``; ``assess`` judges it, purely, into
one ``Audit``; ``markdown``, ``page``, ``document`` and ``terminal`` render that, and ``writing``
writes it. What was not measured says so, and never counts as good.
"""
