"""Jobs: what a person or a schedule starts."""

import dagster as dg

newsledger_job = dg.define_asset_job(
    "newsledger",
    selection=dg.AssetSelection.all(),
    description="The whole chain, from source files to the published database. Works on what is new or changed.",
)
