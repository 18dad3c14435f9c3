"""HTTP. Routers translate requests and answers; what they mean is decided in the services."""
