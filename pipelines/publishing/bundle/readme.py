"""README.md of a bundle: what it is, how to check it, how to make the same again. What the database says about itself
is shown, never rendered: its texts may be anybody's."""

from collections.abc import Sequence

from pipelines.publishing import markdown
from pipelines.publishing.bundle.checksums import DIALECT_IN_WORDS
from pipelines.publishing.bundle.content import AboutDatabase, BundledTable

_FILES = (
    ("`tables/*.parquet`", "one table each, rows in the order of the key"),
    ("`tables.sql`", "makes the Parquet files tables again: `duckdb -init tables.sql`"),
    ("`datapackage.json`", "tables, columns, types, keys and constraints (Data Package v2)"),
    ("`croissant.json`", "the same for loaders of data for machine learning (Croissant 1.1)"),
    ("`inputs.csv`", "every input: file, SHA-256 of its bytes, what became of it"),
    ("`environment.json`", "what the run was made with: versions, model, code of every step"),
    ("`requirements.lock`", "the packages to install, with hashes"),
    ("`csv.sha256`, `csv.sql`", "checksums of the rows of every table, and the SQL that recomputes them"),
    ("`csv_of_this_run.sha256`", "the same for the tables that list runs, which differ from run to run"),
    ("`CITATION.cff`", "how to cite it"),
    ("`SHA256SUMS`", "checksums of all these files"),
)
_CHECKING = f"""\
## Checking it

The files are as they were written:

```console
$ sha256sum -c SHA256SUMS
```

The rows are those that the checksums were made of. In this folder, with DuckDB's shell:

```console
$ mkdir -p csv && cat tables.sql csv.sql | duckdb && sha256sum -c csv.sha256 csv_of_this_run.sha256
```

or, with its Python package instead of the shell:

```console
$ mkdir -p csv && python -c "import duckdb; [duckdb.execute(open(f + '.sql').read()) for f in ('tables', 'csv')]"
$ sha256sum -c csv.sha256 csv_of_this_run.sha256
```

`csv.sql` writes each table in one exact form, which any other program can write as well:

{DIALECT_IN_WORDS}
Columns that name a run are left out of the CSV of the tables in `csv.sha256`, since they differ from run to run.

## Making the same again

Get the files that `inputs.csv` lists (`path` is relative to the folder of articles, `object_sha256` is that of the
file's bytes, decompressed where it ends in `.gz`, and zeros where it could not be read), a checkout of newsledger in
the version above with its `seeds/reference`, and the packages of `requirements.lock`. Then, in this folder:

```console
$ newsledger run --articles FOLDER --data NEW
$ mkdir -p csv && duckdb -readonly NEW/newsledger.duckdb < csv.sql && sha256sum -c csv.sha256
```

Equal rows give equal checksums, whoever made them and in whatever order. `about.content_fingerprint` compares faster,
but only between databases made with one minor version of DuckDB. The bytes of the Parquet files are equal only for
equal rows written by one version of DuckDB; the `.duckdb` file's never are. The code of each step has a hash in
`environment.json`: where that differs, so may the rows.
"""


def readme(about: AboutDatabase, tables: Sequence[BundledTable], unlike_lock: Sequence[str]) -> str:
    """The text of README.md. `unlike_lock`: libraries of which the lock asks for another version than the run had."""
    facts = (
        ("content fingerprint", about.content_fingerprint),
        ("version", about.version),
        ("made with", f"newsledger {about.newsledger_version}"),
        ("model", f"{about.model}, SHA-256 {about.model_sha256}"),
        ("run", f"{about.run_id}, {about.published_at:%Y-%m-%d %H:%M} UTC"),
        ("inputs", about.input_count),
        ("articles", about.article_count),
    )
    rows = ((f"`{t.qualified_name}`", markdown.cell(t.row_count), markdown.escaped(t.description)) for t in tables)
    return "\n".join(
        (
            f"# {markdown.escaped(about.title)}\n",
            "An analysis database of news articles, made by newsledger, as open files. Every row can be walked back to "
            "the bytes of the file that it came from.\n",
            markdown.table(("", ""), ((name, markdown.cell(value)) for name, value in facts)),
            f"To cite: {markdown.escaped(about.how_to_cite)}\n",
            "## What is in it\n",
            markdown.table(("file", "what it is"), _FILES),
            markdown.table(("table", "rows", "one row, and what it is"), rows, right=("rows",)),
            "The macros of the database, such as `trace_mention`, are not tables: only the `.duckdb` file has them.\n",
            "## Before you quote a number\n",
            *(f"- {markdown.escaped(caveat)}" for caveat in about.caveats),
            "- Values in `inputs.csv` are as the files gave them: open it as text where a program might take one for a "
            "formula.\n",
            _CHECKING,
            _lock_note(unlike_lock),
        )
    )


def _lock_note(unlike_lock: Sequence[str]) -> str:
    if not unlike_lock:
        return "`requirements.lock` is that of the checkout which wrote this bundle; the run had the same versions.\n"
    names = ", ".join(map(markdown.code, unlike_lock))
    return (
        "`requirements.lock` is that of the checkout which wrote this bundle. **The run that made the database had "
        f"other versions of {names}**: `environment.json` has both.\n"
    )
