"""What comes in and goes out as JSON, as Pydantic models. They hold no logic beyond validity."""
