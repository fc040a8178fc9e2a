"""What is different between two runs, and why: rows that were added, removed or changed in every table, each with its
cause. First for each article, along the chain of what is made from what; then for tables that have no articles, by the
articles that their rows are made of. Works on the Parquet tables that the runs left."""
