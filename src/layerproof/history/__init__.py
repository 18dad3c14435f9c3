"""The results backend: FastAPI routers over services over repositories over tables.

It takes ``report.json`` documents and answers questions about runs. It stands beside the other
doors and imports none of them; from the rest of Layerproof it uses ``errors`` alone. It needs
the ``history`` extra.
"""
