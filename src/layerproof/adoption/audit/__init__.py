"""A report on a whole test estate, measured and not estimated: ``layerproof audit``."""
