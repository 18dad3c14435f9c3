"""What of a configuration decides which tests run and which lines count.

Thresholds are not part of it: raising a gate does not make yesterday's measurement untrue.
"""

from __future__ import annotations

import hashlib
import json

from layerproof.core.config.values import Config


def identify_config(config: Config) -> str:
    """Return a SHA-256 (hexadecimal) that changes when a measurement would."""
    coverage = config.coverage
    decisive = {
        "source": config.source,
        "tests": config.tests,
        "ignored_tests": config.ignored_tests,
        "deselect": config.deselect,
        "default_suite": config.default_suite,
        "env": dict(config.env),
        "branch": coverage.branch,
        "omit": coverage.omit,
        "exclude": [coverage.exclude, coverage.exclude_also],
        "partial": [coverage.partial, coverage.partial_also],
        "suites": [
            [
                *(suite.name, suite.select, suite.folders, suite.files, suite.args),
                *(suite.fixtures, suite.coverage, suite.network, suite.database),
            ]
            for suite in config.suites
        ],
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()
