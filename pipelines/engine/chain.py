"""The chain: every step from source files to the catalogue of the database, in order. What is listed here is run by the
`newsledger` command and by Dagster alike, over the same tables and the same store."""

from pipelines.engine.stages import publishing
from pipelines.engine.step import Step

CHAIN: tuple[Step, ...] = (*publishing.CONTENT, *publishing.STEPS)
