"""Measuring: lines become counts for each file, layer and suite; ``percent`` shows them."""
