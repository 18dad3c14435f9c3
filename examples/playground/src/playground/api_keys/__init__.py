"""Keys for programs that act for somebody."""
