"""The benchmark: what a run costs, against a script that does nothing but read, and against the model alone.

Usage: python tests/bench/bench.py --help

Articles are put together of the paragraphs of a corpus (the sample, unless one is named), the same every time. Sizes
are for the growth of time and memory, with a model that costs next to nothing.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from corpora import read_paragraphs, recombined, write_articles
from measuring import Cost, cost_of, script
from page import Growth, Start, page
from plain_model import NAME as PLAIN_MODEL
from plain_model import make_plain_model

from pipelines.settings import CHECKOUT, Settings

NEWSLEDGER = str(Path(sys.executable).with_name("newsledger"))


class Bench:
    """One benchmark, in a folder of its own. Nothing of the checkout's data is touched."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder, self.workers = folder, workers
        self.model = Settings().model
        make_plain_model(folder / "models")
        listed = (str(folder / "models"), str(CHECKOUT), os.environ.get("PYTHONPATH", ""))
        self._path = {"PYTHONPATH": os.pathsep.join(filter(None, listed)), "OPENLINEAGE_DISABLED": "true"}

    def naive(self, articles: Path) -> Cost:
        """The script that a user would write."""
        return cost_of(script("naive", articles, self._fresh("naive") / "naive.duckdb", self.model), self._path)

    def pool(self, articles: Path, *options: str) -> Cost:
        """The workers with the model, and nothing else."""
        return cost_of(script("pool", articles, self.workers, self.model, *options), self._path)

    def cold(self, articles: Path, model: str = "") -> Cost:
        """The whole chain from nothing."""
        return self.again(articles, self._fresh("data"), model)

    def again(self, articles: Path, data: Path | None = None, model: str = "", **variables: str) -> Cost:
        """The chain with what is remembered of the last time."""
        where = data or self.folder / "data"
        command = script("chain", articles, where, self.workers, model or self.model)
        return cost_of(command, self._path | variables)

    def reruns(self, corpus: Path, texts: list[str], model: str = "") -> dict[str, Cost]:
        """What is asked again after a cold run: nothing, one article more, one spelling decision."""
        found = {"nothing changed": self.again(corpus, model=model)}
        write_articles(texts[-1:], corpus, "one_more")
        found["one article more"] = self.again(corpus, model=model)
        reference = self._fresh("reference")
        shutil.copytree(Settings().reference, reference, dirs_exist_ok=True)
        with (reference / "spelling.csv").open("a", encoding="utf-8") as listed:
            listed.write(f"{_a_word_of(texts[0])},,benchmark\n")
        changed = {"NEWSLEDGER_REFERENCE": str(reference)}
        found["one spelling decision"] = self.again(corpus, model=model, **changed)
        (corpus / "one_more.jsonl").unlink()
        return found

    def start_up(self) -> list[Start]:
        """What one waits for before anything happens."""
        database = self.folder / "data" / "newsledger.duckdb"
        query = [NEWSLEDGER, "sql", "SELECT count(*) FROM articles", "--database", str(database)]
        return [
            Start("newsledger --help", 0.5, [cost_of([NEWSLEDGER, "--help"]) for _ in range(3)]),
            Start("newsledger sql", 1.0, [cost_of(query) for _ in range(3)]),
        ]

    def _fresh(self, name: str) -> Path:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / name).mkdir()
        return self.folder / name


def _a_word_of(text: str) -> str:
    """A word whose decision is made otherwise: it is to be kept, whatever it is."""
    return max((word for word in text.split() if word.isalpha() and word.islower()), key=len)


def main(given: argparse.Namespace) -> None:
    """Measure, print, write the page."""
    paragraphs = read_paragraphs(given.corpus)
    with tempfile.TemporaryDirectory(prefix="newsledger-bench-") as folder:
        bench = Bench(Path(folder), given.workers)
        texts = list(recombined(paragraphs, given.articles + 1))
        corpus = Path(folder) / "articles"
        words = write_articles(texts[:-1], corpus)
        articles = corpus / "articles.jsonl"
        runs = [
            {
                "naive": bench.naive(articles),
                "spacy pool": bench.pool(articles, "--spacy"),
                "pool": bench.pool(articles),
                "cold": bench.cold(corpus),
            }
            for _ in range(given.repeats)
        ]
        reruns = bench.reruns(corpus, texts)
        starts = bench.start_up()
        growths: list[Growth] = []
        database = Path(folder) / "data" / "newsledger.duckdb"

        def written() -> str:
            return page(
                given.corpus.name, words, given.articles, given.workers, runs, reruns, starts, growths, database
            )

        _write(written(), given.page)
        for size in given.sizes:
            texts = list(recombined(paragraphs, size + 1))
            shutil.rmtree(corpus)
            size_words = write_articles(texts[:-1], corpus)
            cold = bench.cold(corpus, PLAIN_MODEL)
            growths.append(Growth(size, size_words, cold, bench.reruns(corpus, texts, PLAIN_MODEL)))
            _write(written(), given.page)
        sys.stdout.write(written())


def _write(written: str, place: Path | None) -> None:
    """What is measured so far: the larger sizes may take hours."""
    if place:
        place.write_text(written, "utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--corpus", type=Path, default=CHECKOUT / "seeds" / "articles", help="file or folder to recombine"
    )
    parser.add_argument("--articles", type=int, default=400, help="articles read with the model")
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 2000], help="articles, without the model")
    parser.add_argument("--workers", type=int, default=Settings().workers)
    parser.add_argument("--page", type=Path, help="where to write the page")
    return parser.parse_args()


if __name__ == "__main__":
    main(arguments())
