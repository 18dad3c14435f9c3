"""Renderers: pure functions from a verdict to text. Last room of ``core``; nothing is judged here.

Each module is one format. ``adapters`` writes what they return to where it belongs.
"""
