"""Every table, declared once. The database's DDL and comments, the checks, the Dagster assets and the documentation
are all derived from here. What belongs here: names, types, keys, units, descriptions. No data, no logic of a stage."""

from pipelines.schemas import _dataframely  # noqa: F401  (first of all)
from pipelines.schemas.aggregation import (
    CountryAttentionDaily,
    EntityAttentionDaily,
    EntityPairs,
    SourceProfiles,
)
from pipelines.schemas.cleaning import Articles, Datelines, SourceTexts, SpellingCorrections, SpellingVetoes, TextEdits
from pipelines.schemas.decisions import ChromeDecisions, SpellingDecisions, Vocabulary
from pipelines.schemas.extraction import RawMentions, Sentences
from pipelines.schemas.ingestion import Inputs, NearDuplicates, RawArticles, SourceObjects, SourceSegments
from pipelines.schemas.keyness import ItemCounts, Keyness
from pipelines.schemas.lineage import Assets, Changes, Columns, Processes, Proofs, Runs, TableVersions
from pipelines.schemas.publishing import About
from pipelines.schemas.resolution import Entities, EntityAliases, EntityMerges, Mentions
from pipelines.schemas.table import Table, TableInfo

# In the order in which data flows; a table follows those that it references, so this is also the order of loading.
TABLES: dict[str, type[Table]] = {
    table.info.name: table
    for table in (
        SourceObjects,
        Inputs,
        RawArticles,
        SourceSegments,
        NearDuplicates,
        Vocabulary,
        ChromeDecisions,
        SpellingDecisions,
        Articles,
        SourceTexts,
        TextEdits,
        SpellingCorrections,
        SpellingVetoes,
        Datelines,
        Sentences,
        RawMentions,
        Mentions,
        Entities,
        EntityAliases,
        EntityMerges,
        EntityAttentionDaily,
        EntityPairs,
        CountryAttentionDaily,
        ItemCounts,
        Keyness,
        SourceProfiles,
        Proofs,
        About,
        Processes,
        Assets,
        Columns,
        Runs,
        TableVersions,
        Changes,
    )
}

__all__ = ["TABLES", "Table", "TableInfo"]
