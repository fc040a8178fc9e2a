"""What a run worked on, in words: how many articles were cleaned, corrected, read and resolved, and apart from them
those that were known and had to be done again."""

from collections.abc import Mapping

from pipelines.engine.progress import Progress

_VERBS = {"normalisation": "cleaned", "correction": "corrected", "reading": "read", "resolving": "resolved"}
_WHY_AGAIN = "again: articles known before that a changed spelling decision, rule or model touches"


def worked_on(progress: Mapping[str, Progress]) -> str:
    """One line, such as "cleaned 1 article, read 1 article and 3 again (again: ...)"; empty when nothing was done."""
    told = [_told(verb, progress[work]) for work, verb in _VERBS.items() if work in progress and _count(progress[work])]
    has_again = any(done.again_articles for work, done in progress.items() if work in _VERBS)
    return ", ".join(told) + (f" ({_WHY_AGAIN})" if has_again else "")


def how_far(progress: Progress) -> str:
    """Speed, time left, what was known and what failed, such as "3.4 articles/s, 1,310 words/s, 2:05 left, 40 known";
    empty when there is nothing to say."""
    parts = []
    if progress.seconds:
        parts += [f"{progress.articles_per_second:,.1f} articles/s"] if _count(progress) else []
        parts += [f"{progress.words_per_second:,.0f} words/s"] if progress.words else []
    if progress.seconds_left:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        parts.append(f"{minutes}:{seconds:02} left")
    parts += [f"{progress.remembered:,} known"] if progress.remembered else []
    parts += [f"{progress.failed:,} failed"] if progress.failed else []
    return ", ".join(parts)


def _count(progress: Progress) -> int:
    return progress.new_articles + progress.again_articles


def _told(verb: str, progress: Progress) -> str:
    new, again = progress.new_articles, progress.again_articles
    if not new:
        return f"{verb} {again:,} again"
    return f"{verb} {new:,} {'article' if new == 1 else 'articles'}" + (f" and {again:,} again" if again else "")
