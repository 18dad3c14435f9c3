"""The two runs that Layerproof makes: one suite (``suite_run``), and the verdict (``judged_run``).

They know the core and the ports in ``ports``; ``wiring`` gives them the real adapters.
"""
