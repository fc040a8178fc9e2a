"""The whole chain, once: what `newsledger run` does; and what becomes of it when articles turn out to be such that no
worker can work on them."""

from collections.abc import Iterator, Sequence

from pipelines.engine.chain import CHAIN
from pipelines.engine.events.telling import Telling
from pipelines.engine.failures import RejectedError
from pipelines.engine.lock import run_lock
from pipelines.engine.present import present_works
from pipelines.engine.publish import Published
from pipelines.engine.step import Outcome, Step, require_no_failures
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
    with run_lock(settings):
        return run_locked(settings, reporter)


def run_locked(settings: Settings, reporter: Reporter | None = None, *, may_be_empty: bool = False) -> Published:
    """The same, for those who hold the data folder. `may_be_empty`: a database without articles may be published."""
    works = present_works(settings)  # what cannot be run (a model that is missing) shows before any work is done
    workspace = Workspace(settings, Run("newsledger"), reporter or Silent(), works=works)
    with Telling(settings, workspace.run, workspace.reporter.note) as telling:
        for step in CHAIN:
            step.process(settings)
        for outcome in run_steps(CHAIN, workspace, telling):
            require_no_failures(outcome.failures)
        return telling.publish(workspace, may_be_empty=may_be_empty)


def run_steps(steps: Sequence[Step], workspace: Workspace, telling: Telling) -> Iterator[Outcome]:
    """Run steps that follow one another in the chain.

    When articles have to be rejected, the chain is run again without them, from its first step: then steps that come
    before those asked for, or were run already, have another outcome. What is remembered makes that cheap, and each
    time there are fewer articles.
    """
    waiting = list(steps)
    while waiting:
        try:
            outcome = telling.run_step(waiting[0], workspace)
        except RejectedError as error:
            workspace.reporter.note(str(error.rejected))
            telling.begin_again()
            waiting = list(CHAIN[: CHAIN.index(steps[-1]) + 1])
            continue
        del waiting[0]
        yield outcome
