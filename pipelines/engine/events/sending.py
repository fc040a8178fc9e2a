"""Events over HTTP: sent by a thread of their own, in order, while the run goes on. Whatever the server does, a run
waits for it at most MOST_SECONDS in all, at its end; what has not arrived by then is counted and given up.

OpenLineage's client does the sending. Its asynchronous transport is not used: closing it waits for the request under
way, and looking up a name there keeps the program from ending.
"""

import logging
import queue
import threading
from typing import Any, cast
from urllib.parse import urlsplit

from openlineage.client.event_v2 import RunEvent
from openlineage.client.serde import Serde
from openlineage.client.transport.http import HttpConfig, HttpTransport

from pipelines.settings import EventSettings

MOST_SECONDS = 0.5
_MOST_WAITING_EVENTS = 1000
_LAST = None


class Sender:
    """Sends the events of one run. Raises ValueError for an address that is none."""

    def __init__(self, settings: EventSettings, url: str) -> None:
        values: dict[str, object] = {"url": url, "endpoint": settings.endpoint}
        if settings.api_key:
            values["auth"] = {"type": "api_key", "apiKey": settings.api_key}
        self._transport = HttpTransport(HttpConfig.from_dict(values))
        self.server = urlsplit(url).hostname or "the server"  # an address may hold a password
        self._waiting: queue.Queue[dict[str, Any] | None] = queue.Queue(_MOST_WAITING_EVENTS)
        self._given = self._arrived = 0
        self._reason = "no answer"
        # A daemon: the program ends without waiting for a server that never answers.
        self._thread = threading.Thread(target=self._send_all, name="openlineage", daemon=True)
        self._thread.start()

    def send(self, event: RunEvent) -> None:
        """Put the event in line. Never waits: where the line is full, the event is given up."""
        self._given += 1
        try:
            # Plain values, which the client takes as well: what a thread still holds when the program ends is never
            # freed, and an event's classes hold modules, whose own clean-up then complains on the terminal.
            self._waiting.put_nowait(Serde.to_dict(event))
        except queue.Full:
            self._reason = "too many events wait"

    def close(self) -> str | None:
        """Wait for what is under way, as long as may be; one line about what did not arrive, None when all did."""
        try:
            self._waiting.put_nowait(_LAST)
            self._thread.join(MOST_SECONDS)
        except queue.Full:
            pass  # nothing has moved for a thousand events: waiting does not mend that
        lost = self._given - self._arrived
        if not lost:
            return None
        return f"{lost} of {self._given} OpenLineage events were not delivered to {self.server}: {self._reason}"

    def _send_all(self) -> None:
        _silence_retries(threading.get_ident())
        while (event := self._waiting.get()) is not _LAST:
            try:
                self._transport.emit(cast(RunEvent, event))
                self._arrived += 1
            except Exception as error:  # a server, a network and a proxy have many ways to fail, and none is ours
                status = getattr(getattr(error, "response", None), "status_code", None)
                self._reason = f"answered with {status}" if status else type(error).__name__
        self._transport.close()


def _silence_retries(thread: int) -> None:
    """urllib3 warns of every retry, in the middle of the progress that a person watches. The line at the end says it
    once; the warnings of other threads stay."""
    logging.getLogger("urllib3.connectionpool").addFilter(lambda record: record.thread != thread)
