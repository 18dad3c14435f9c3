"""Documents, knowledge and tools of many tenants."""
