"""Who people are: signing up, logging in and out."""
