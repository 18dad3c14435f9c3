"""The layer that decides. It knows neither HTTP nor SQL."""
