"""Telling a survey: as text for a terminal, and as JSON. Nothing here finds anything."""

from __future__ import annotations

from layerproof.adoption.discovery.telling.document import write_document
from layerproof.adoption.discovery.telling.text import Look, write_text

__all__ = ["Look", "write_document", "write_text"]
