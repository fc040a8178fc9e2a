"""Where events go: into the run's file, and to a server where one is named. Best effort: what fails is said once, and
never reaches the run."""

from collections.abc import Callable
from contextlib import suppress

from openlineage.client.event_v2 import RunEvent

from pipelines.engine.events.keeping import EventFile
from pipelines.engine.events.sending import Sender
from pipelines.lineage.runs import Run
from pipelines.settings import Settings


class Outbox:
    """Takes the events of one run."""

    def __init__(self, settings: Settings, run: Run, say: Callable[[str], None]) -> None:
        self._say = say
        self._file: EventFile | None = None
        self._sender: Sender | None = None
        try:
            self._file = EventFile(settings.data / "openlineage", run)
        except OSError as error:
            self._file_failed(error)
        if settings.events.url:
            try:
                self._sender = Sender(settings.events, settings.events.url)
            except ValueError:
                self._say("OPENLINEAGE_URL is no address such as http://localhost:5000: no OpenLineage event is sent")

    def put(self, event: RunEvent) -> None:
        """Keep the event and send it."""
        if self._file:
            try:
                self._file.write(event)
            except OSError as error:
                self._file_failed(error)
        if self._sender:
            self._sender.send(event)

    def close(self) -> None:
        """Wait a moment for what is under way, and say what did not arrive."""
        if self._file:
            with suppress(OSError):  # an old file more does no harm
                self._file.remove_older()
        if self._sender and (lost := self._sender.close()):
            kept = f"; they are in {self._file.path}" if self._file else ""
            self._say(f"{lost}{kept}")

    def _file_failed(self, error: OSError) -> None:
        self._file = None  # a full disk does not become emptier by trying again
        self._say(f"OpenLineage events of this run are not kept: {error.strerror}: {error.filename}")
