"""The pure core: values in, values out.

Data goes ``config -> suites -> outcome | linedata -> measure -> judge -> report``; imports
point the other way only. No module in here opens a file, prints, reads the clock or the
environment, or knows pytest, coverage or SQLAlchemy.
"""
