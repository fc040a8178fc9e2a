"""The chain: every step from source files to the catalogue of the database, in order. What is listed here is run by the
`newsledger` command and by Dagster alike, over the same tables and the same store."""

from pipelines.engine.stages import aggregation, cleaning, extraction, ingestion, publishing, resolution
from pipelines.engine.step import Step

CHAIN: tuple[Step, ...] = (
    *ingestion.STEPS,
    *cleaning.STEPS,
    *extraction.STEPS,
    *resolution.STEPS,
    *aggregation.STEPS,
    *publishing.STEPS,
)
