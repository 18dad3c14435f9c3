"""The layer that decides; it knows neither HTTP nor SQL."""
