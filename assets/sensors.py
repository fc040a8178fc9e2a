"""When the chain runs because of files: a sensor on the folders of articles. Off until somebody turns it on."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import dagster as dg

from assets.jobs import newsledger_job
from assets.resources import NewsledgerResource
from pipelines.ingestion.objects import find_files
from pipelines.lineage.hashing import sha256_hex

_SECONDS_BETWEEN_LOOKS = 15


@dataclass(frozen=True)
class _Cursor:
    """What the sensor remembers: the listing at the last look, the one a run was last asked for, and how many runs it
    has asked for. Listings are hashes, so that the cursor stays small for any number of files."""

    seen: str = ""
    requested: str = ""
    run_count: int = 0

    @classmethod
    def read(cls, written: str | None) -> "_Cursor":
        return cls(**json.loads(written)) if written else cls()

    def written(self) -> str:
        return json.dumps(asdict(self))


@dg.sensor(job=newsledger_job, minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS)
def inbox(context: dg.SensorEvaluationContext, newsledger: NewsledgerResource) -> dg.SensorResult:
    """Asks for a run when files were added, changed or removed in the folders of articles, and all have been at rest
    from one look to the next: a file that is half-written or still grows is waited for. The same state is asked for
    once."""
    cursor = _Cursor.read(context.cursor)
    try:
        listing = _listing(newsledger.settings().articles)
    except OSError as error:
        return dg.SensorResult(skip_reason=f"the articles cannot be listed: {error}", cursor=cursor.written())
    if listing == cursor.requested:
        settled = _Cursor(listing, cursor.requested, cursor.run_count)
        return dg.SensorResult(skip_reason="nothing is new", cursor=settled.written())
    if listing != cursor.seen:
        changed = _Cursor(listing, cursor.requested, cursor.run_count)
        return dg.SensorResult(skip_reason="files are arriving: waiting until they rest", cursor=changed.written())
    asked = _Cursor(listing, listing, cursor.run_count + 1)
    # The number keeps a state that comes back (a file removed, then put back) from being taken for an old request.
    run = dg.RunRequest(run_key=f"{asked.run_count}:{listing}", tags={"newsledger/trigger": "inbox"})
    return dg.SensorResult(run_requests=[run], cursor=asked.written())


def _listing(articles: Sequence[Path]) -> str:
    """Hash of which files there are, how large, and when they were last written."""
    parts: list[str] = []
    for file in find_files(articles):
        try:
            status = file.absolute.stat()
        except OSError:  # gone between listing and looking: the next look sees it
            continue
        parts += (file.path, str(status.st_size), str(status.st_mtime_ns))
    return sha256_hex(parts)
