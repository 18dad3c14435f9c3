"""What any CI calls: scripts to prepare, run, pack and judge, and the lint of the house rules.

The scripts without a suffix are the doors; the modules beside them hold what is worth testing.
``docs/ci.md`` describes both.
"""
