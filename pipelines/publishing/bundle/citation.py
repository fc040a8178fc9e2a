"""CITATION.cff: how to cite the bundle. A database does not know who ran the program, and nobody is invented here: the
format asks for an author, so it is the program, and the abstract says what to do about that."""

import yaml

from pipelines.publishing.bundle.content import AboutDatabase

_PROGRAM = {"name": "newsledger"}


def citation(about: AboutDatabase) -> str:
    """The text of CITATION.cff, in version 1.2.0 of the format."""
    content = {
        "cff-version": "1.2.0",
        "message": "Cite the database with its content fingerprint, so that others can check the figures.",
        "type": "dataset",
        "title": about.title,
        "abstract": f"{about.how_to_cite} The author given here is the program that made the database, which does not "
        "record who ran it. Whoever publishes the database is to be named beside it.",
        "authors": [dict(_PROGRAM)],
        "version": about.version,
        "date-released": about.published_at.date(),
        "identifiers": [
            {
                "type": "other",
                "value": about.content_fingerprint,
                "description": "Content fingerprint: equal for equal content.",
            }
        ],
        "keywords": ["news", "named entities", "data lineage"],
        "references": [
            {
                "type": "software",
                "title": "newsledger",
                "version": about.newsledger_version,
                "authors": [dict(_PROGRAM)],
                "license": "MIT",
            }
        ],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
