"""The processes of the chain as it is now: whose results in the store are in use."""

from pipelines.engine.chain import CHAIN
from pipelines.lineage.processes import Process
from pipelines.settings import Settings


def present_works(settings: Settings) -> list[Process]:
    """The process of each per-text work. Raises NewsledgerError when the model or a reference table is missing."""
    return [work(settings) for step in CHAIN for work in step.works]
