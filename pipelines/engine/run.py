"""The whole chain, once: what `newsledger run` does."""

from pipelines.engine.chain import CHAIN
from pipelines.engine.events.telling import Telling
from pipelines.engine.lock import data_lock
from pipelines.engine.publish import Published
from pipelines.engine.step import require_no_failures
from pipelines.engine.workspace import Reporter, Silent, Workspace
from pipelines.lineage.runs import Run
from pipelines.publishing.swap import require_replaceable
from pipelines.settings import Settings


def run_chain(settings: Settings, reporter: Reporter | None = None) -> Published:
    """Bring every table up to date and publish the database.

    Raises NewsledgerError, with the old database untouched, when the articles cannot be read, a blocking check fails,
    another run holds the data folder, or the database cannot be replaced.
    """
    require_replaceable(settings.database)
    with data_lock(settings.data):
        return run_locked(settings, reporter)


def run_locked(settings: Settings, reporter: Reporter | None = None, *, may_be_empty: bool = False) -> Published:
    """The same, for those who hold the data folder. `may_be_empty`: a database without articles may be published."""
    workspace = Workspace(settings, Run("newsledger"), reporter or Silent())
    with Telling(settings, workspace.run, workspace.reporter.note) as telling:
        for step in CHAIN:  # what cannot be run (a model that is missing) shows before any work is done
            step.process(settings)
        for step in CHAIN:
            require_no_failures(telling.run_step(step, workspace).failures)
        return telling.publish(workspace, may_be_empty=may_be_empty)
