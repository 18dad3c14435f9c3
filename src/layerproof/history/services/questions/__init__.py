"""Answers from the history of a project. What words like "flaky" mean is said in pure functions."""
