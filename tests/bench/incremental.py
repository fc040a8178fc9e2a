"""What one more article costs: a cold run over a corpus, then a run with one article added. Prints seconds, processor
seconds and the share of the second in the first. No test: times belong to a machine and a moment.

Usage: python tests/bench/incremental.py CORPUS [WORKFOLDER]; CORPUS is a file or folder that newsledger can read. With
a work folder that has been used before, its cold run is taken as it is.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NEWSLEDGER = Path(sys.executable).with_name("newsledger")
ARTICLE = {
    "id": "bench-1",
    "source": "Reuters",
    "published_at": "1987-06-20T10:00:00Z",
    "title": "HARROWGATE MINING TO BUY CHILEAN COPPER STAKE",
    "text": "LONDON, June 20 - Harrowgate Mining Plc said it agreed to buy\na 20 pct stake in the Quebrada Verde "
    "copper project from the\ngoverment of Chile for 45 mln dlrs.\n    Chairman Wilfred Osgoodby told reporters the "
    "aquisition would\nbe completed by September, subject to approval by Codelco.\n Reuter",
}


def run(articles: Path, data: Path) -> tuple[float, float, str]:
    """Seconds, processor seconds of all processes, and the line that says what was worked on."""
    before, started = os.times(), time.monotonic()
    command = [NEWSLEDGER, "run", "--articles", articles, "--data", data]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - started, processor, output.strip().splitlines()[-2]


def main(corpus: Path, folder: Path) -> None:
    """Run both, and print."""
    articles, kept, figures = folder / "articles", folder / "cold", folder / "cold.json"
    if not figures.exists():
        for made in (articles, kept):
            shutil.rmtree(made, ignore_errors=True)
        articles.mkdir(parents=True)
        if corpus.is_dir():
            shutil.copytree(corpus, articles, dirs_exist_ok=True)
        else:
            shutil.copy(corpus, articles)
        figures.write_text(json.dumps(run(articles, kept)), "utf-8")
    cold = json.loads(figures.read_text("utf-8"))
    data, more = folder / "data", articles / "one_more.jsonl"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(kept, data)
    more.write_text(json.dumps(ARTICLE), "utf-8")
    try:
        one_more = run(articles, data)
    finally:
        more.unlink()
    for name, (seconds, processor, worked) in (("cold", cold), ("one more", one_more)):
        sys.stdout.write(f"{name:9} {seconds:8.1f} s {processor:8.1f} s of processors   {worked}\n")
    shares = one_more[0] / cold[0], one_more[1] / cold[1]
    sys.stdout.write(f"share     {shares[0]:8.2%}   {shares[1]:8.2%}\n")


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else Path(tempfile.mkdtemp(prefix="newsledger-bench-")))
