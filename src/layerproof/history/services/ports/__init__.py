"""What the services need of a database, as protocols; ``repositories`` fills them."""
