"""What each example must notice: rules that are broken, and tests that are taken out."""
