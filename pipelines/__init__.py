"""The work on text and tables, one folder a stage, in the order in which data flows. Never imports dagster."""
