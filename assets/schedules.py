"""When the chain runs by the clock. Off until somebody turns it on."""

import dagster as dg

from assets.jobs import newsledger_job

daily = dg.ScheduleDefinition(
    name="daily",
    job=newsledger_job,
    cron_schedule="0 5 * * *",
    execution_timezone="UTC",
    description="Every day at five in the morning, UTC: what arrived since yesterday is read and published.",
)
