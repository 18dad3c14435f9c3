"""What is asked of the history of a project, and what is answered."""
