"""The pages of the history: records in, HTML out. Pure; ``routers.pages`` sends them.

Every template escapes by itself, and has neither a script nor a style of its own, so that a policy
can forbid both.
"""
