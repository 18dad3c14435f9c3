"""Setting Layerproof up in a project, and taking it back: ``layerproof init``."""
