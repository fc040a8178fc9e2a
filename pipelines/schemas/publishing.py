"""Tables that the publishing stage writes: what the database says about itself, and the lineage of the run."""

import dataframely as dy

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo

RUN_ID = "^[0-9a-f]{16}$"


def run_id(*, primary_key: bool = False) -> dy.String:
    return dy.String(
        primary_key=primary_key,
        regex=RUN_ID,
        description="Identity of one execution of the chain; different every time, so never fingerprinted.",
        metadata={"fingerprinted": False},
    )


class About(Table):
    """What this database is, in one row: what it was made from, with what, and how to cite it."""

    info = TableInfo("about", "publishing", "one row: this database", primary_key=False)

    title = dy.String(description="Name of the database.")
    schema_version = dy.Int64(min=1, description="Version of the table contract; grows when a column changes meaning.")
    newsledger_version = dy.String(description="Version of the program.")
    model = dy.String(description="spaCy pipeline that read the texts, with its version.")
    model_sha256 = dy.String(regex=c.SHA256, description="SHA-256 over the files of the model.")
    input_count = c.count("Records found.")
    article_count = c.count("Articles.")
    duplicate_count = c.count("Inputs that repeat an article.")
    rejected_count = c.count("Inputs that could not be read; see inputs.reason.")
    undated_article_count = c.count("Articles without a day of publication; they are in no daily table.")
    unread_article_count = c.count("Articles in another language than English; they have no mentions.")
    word_count = c.count("Words in the clean texts.")
    first_published_at = c.published_at()
    last_published_at = c.published_at()
    content_fingerprint = dy.String(
        regex=c.SHA256,
        description="Hash over the fingerprints of all other tables: equal for equal content, whoever made it.",
    )
    run_id = run_id()
    caveats = dy.List(dy.String(), description="What a reader should know before quoting a number.")
    how_to_cite = dy.String(description="A citation that lets others check the figures.")


class Runs(Table):
    """Executions of the chain that ended in publishing this database or an earlier one from the same store."""

    info = TableInfo("runs", "publishing", "one execution of the chain", namespace="lineage")

    run_id = run_id(primary_key=True)
    started_at = dy.Datetime(time_unit="us", metadata={"unit": "UTC"}, description="Start of the run.")
    published_at = dy.Datetime(time_unit="us", metadata={"unit": "UTC"}, description="Moment the tables were complete.")
    trigger = dy.String(description="What started it: newsledger or dagster.")
    newsledger_version = dy.String(description="Version of the program.")
    settings = dy.String(description="Configuration of the run, as JSON.")
    versions = dy.String(description="Versions of Python and of the libraries that touch the data, as JSON.")
    content_fingerprint = dy.String(regex=c.SHA256, description="Fingerprint of what it published.")


class Processes(Table):
    """One version of one step: its code, its configuration and its model. Equal process, equal input: equal rows."""

    info = TableInfo("processes", "publishing", "one version of one step", namespace="lineage")

    process_id = dy.String(primary_key=True, regex=c.HASH16, description="Hash of all that follows.")
    step = dy.String(description="Name of the step.")
    code_sha256 = dy.String(
        regex=c.SHA256, description="Hash of the code that can change the result, comments left out."
    )
    configuration = dy.String(description="Configuration of the step, as JSON.")
    packages = dy.String(description="Versions of the libraries whose results it depends on, as JSON.")
    model = dy.String(nullable=True, description="Model and version, where one is used.")
    model_sha256 = dy.String(nullable=True, regex=c.SHA256, description="SHA-256 over the model's files.")


class Assets(Table):
    """Which table is made from which: the edges of the chain."""

    info = TableInfo("assets", "publishing", "one edge between tables", namespace="lineage")

    table_name = dy.String(primary_key=True, description="Table that is made.")
    reads_table = dy.String(primary_key=True, description="Table it is made from; 'source files' for the first ones.")
    step = dy.String(description="Step that makes it.")
    process_id = dy.String(
        nullable=True, regex=c.HASH16, description="Version of the step that made the rows of this database."
    )


class TableVersions(Table):
    """Row count and content fingerprint of every table in every run: two runs with equal fingerprints made the same
    rows. Comparable within one DuckDB version."""

    info = TableInfo("table_versions", "publishing", "one table in one run", namespace="lineage")

    run_id = run_id(primary_key=True)
    table_name = dy.String(primary_key=True, description="Table, with its schema where that is not main.")
    row_count = c.count("Rows of the table.")
    fingerprint = dy.String(regex=c.SHA256, description="Hash over row count and the sum of the row hashes.")


UNFINGERPRINTED = (Runs, TableVersions)
