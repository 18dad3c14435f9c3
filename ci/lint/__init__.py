"""The lint of the house rules that an import graph cannot see: ``python -m ci.lint src tests``.

One rule a module in ``rules``; ``engine`` runs them over one file, ``escapes`` reads the named
exceptions, ``command`` walks the folders and prints. ``docs/architecture.md`` lists the rules.
"""
