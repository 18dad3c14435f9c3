"""What ``layerproof coverage`` does with a verdict once it stands: records it, and sends it.

Neither can change the verdict or the exit code: what goes wrong is one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import LayerproofError

if TYPE_CHECKING:
    from layerproof.core.judge.values import Verdict

#: Seconds that sending a report may take in all.
PATIENCE = 10.0


def remember(home: Path, verdict: Verdict, report: Path) -> Iterator[str]:
    """Record the run in ``.layerproof``, send it where the environment says, and tell about it.

    :param report: the ``report.json`` that was written.
    """
    from layerproof.adapters.local_records import FOLDER, records_folder, write_record
    from layerproof.core.report.past_run import name_record, to_past_run

    try:
        content = report.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield f"note: this run is neither recorded nor sent: its report cannot be read: {why}"
        return
    try:
        name = name_record(verdict.provenance)
        write_record(records_folder(home), name, to_past_run(verdict), content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield f"note: this run is not recorded in {home.name}/{FOLDER}: {why}"
    yield from _send(content)


def _send(content: bytes) -> Iterator[str]:
    from layerproof.cli.history_server import URL_VARIABLE, named_server
    from layerproof.history.client.pushing import send_report
    from layerproof.history.client.transport import within

    try:
        server = named_server()
        if server is not None:
            receipt = within(PATIENCE, server, lambda: send_report(server, content))
            yield f"sent: {receipt.url}"
    except LayerproofError as error:
        advice = f"{error.advice}, then `layerproof push`" if error.advice else "`layerproof push`"
        yield f"note: this run was not sent to ${URL_VARIABLE}: {error.problem}; {advice}"
