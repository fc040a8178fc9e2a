"""The one place that lists everything Dagster knows of this project."""

import dagster as dg

from assets.jobs import newsledger_job
from assets.resources import NewsledgerResource
from assets.schedules import daily
from assets.sensors import inbox
from assets.tables import assets

# In-process: the multiprocess executor would load Dagster and the model anew in every step, which takes many times
# longer than a small run. Texts are read by workers of our own.
defs = dg.Definitions(
    assets=assets(),
    jobs=[newsledger_job],
    schedules=[daily],
    sensors=[inbox],
    resources={"newsledger": NewsledgerResource()},
    executor=dg.in_process_executor,
)
