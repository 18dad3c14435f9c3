"""A page for the workshop's screen: the sales orders and where they stand."""
