"""Services beside the database that fixtures talk to: one Redis, one search index, one broker."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.survey import Shared

#: Client libraries by the top name that is imported, and what is behind them.
_CLIENTS = {
    "redis": "Redis",
    "rq": "Redis",
    "celery": "a broker",
    "kombu": "a broker",
    "pika": "RabbitMQ",
    "aio_pika": "RabbitMQ",
    "elasticsearch": "Elasticsearch",
    "opensearchpy": "OpenSearch",
    "pymongo": "MongoDB",
    "motor": "MongoDB",
    "kafka": "Kafka",
    "aiokafka": "Kafka",
    "pymemcache": "memcached",
}
#: Stand-ins that live in one process, or containers of the suite's own.
_STAND_INS = ("fakeredis", "mongomock", "moto", "testcontainers", "task_always_eager", "memory://")
_FREE = "give each worker an index, a prefix or a container of its own, by PYTEST_XDIST_WORKER"


def find_shared_services(sources: Sources) -> Iterator[Found[Shared]]:
    """Give the services whose clients files with fixtures import."""
    for source in sources.test:
        if not source.mentions("fixture") or source.mentions(*_STAND_INS):
            continue
        tops = dict.fromkeys(full.partition(".")[0] for full in source.imported_modules)
        for top in tops:
            if top in _CLIENTS:
                line = next(
                    (n for n, text in enumerate(source.text.splitlines(), 1) if top in text), 0
                )
                why = f"a file with fixtures imports {top}"
                place = Place(source.path, line)
                yield Found(
                    Shared("service", _CLIENTS[top], _FREE), (place,), Confidence.LIKELY, why
                )
