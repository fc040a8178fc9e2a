"""The Dagster project: what is materialised, where it is stored and when it runs. No text logic."""
