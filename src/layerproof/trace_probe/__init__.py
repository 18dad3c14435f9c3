"""A few lines that are run under the tracer in every process that runs tests.

They are the proof that tracing works there: when the data of a process lacks one of them, the
process was not measured, and nothing that it covered or did not cover can be believed. The
folder is added to what coverage.py measures, which is why it is small and apart.
"""
