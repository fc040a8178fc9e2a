"""Words of English that are no part of a name, though a capital may begin them. Asks the dictionary of the spelling
stage."""

import calendar

from pipelines.cleaning.spelling.hunspell import load_hunspell

# Words with a capital at the start of a sentence or in a headline, and so no part of the name that follows.
FUNCTION_WORDS = frozenset(
    {
        "a", "about", "after", "against", "although", "among", "an", "and", "as", "at", "because", "before", "between",
        "both", "but", "by", "despite", "did", "does", "during", "even", "for", "from", "has", "how", "if", "in", "is",
        "last", "like", "near", "nor", "of", "on", "only", "or", "over", "since", "so", "than", "that", "the", "then",
        "though", "to", "under", "unlike", "until", "was", "what", "when", "where", "whether", "which", "while", "who",
        "why", "will", "with", "without", "yet",
    }
)  # fmt: skip
DAYS_AND_MONTHS = frozenset(
    day.casefold() for day in (*calendar.day_name, *calendar.month_name, *calendar.month_abbr) if day
)


def is_english(word: str) -> bool:
    """Whether the dictionary has a word in small letters without a capital."""
    return bool(load_hunspell().lookup(word))
