"""What comes in and goes out where something is asked of the history."""
