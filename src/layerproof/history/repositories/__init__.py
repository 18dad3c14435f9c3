"""The only rooms that speak SQL: each fills a port of ``services.ports`` on one session."""
