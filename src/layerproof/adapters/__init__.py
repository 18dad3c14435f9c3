"""The hands: one outside thing a module, none knowing another. ``wiring`` puts them to use."""
