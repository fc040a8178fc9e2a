"""Analysis tables: one SQL file a table, of the same name, run by DuckDB over the Parquet tables. A new table is one
file here and one declaration in pipelines/schemas/aggregation.py."""
