"""What a router's function is given; its sessions are the only place that commits."""
