"""A small shop: products with a stock, and orders that reduce it."""
