"""The transition systems of a spaCy pipeline (its parser and its entity recogniser), stepped from here.

spaCy steps them without Python's lock, and its compiled code takes and gives back the lock some hundreds of times for
each token: half of all reading. Asked step by step, all texts of a batch at once, the same code holds the lock.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def read_docs(nlp: "Language", texts: Sequence[str]) -> list["Doc"]:
    """What `nlp.pipe(texts)` gives, as one batch."""
    from spacy.pipeline import DependencyParser, EntityRecognizer

    docs = [nlp.make_doc(text) for text in texts]
    for _, component in nlp.pipeline:
        if isinstance(component, (DependencyParser, EntityRecognizer)) and component.cfg["beam_width"] == 1:
            component.set_annotations(docs, _parsed(component, docs))
        elif hasattr(component, "pipe"):
            docs = list(component.pipe(docs, batch_size=len(docs)))
        else:
            docs = [component(doc) for doc in docs]
    return docs


def _parsed(parser: Any, docs: Sequence["Doc"]) -> Any:
    """The final state of each text, as of `Parser.greedy_parse`."""
    batch = parser.moves.init_batch(docs)
    states = [state for state in batch if not state.is_final()]
    if not states:
        return batch
    step = parser.model.predict(docs)
    scores = step.predict if parser.model.attrs["unseen_classes"] else partial(_scores, step)
    while states:
        states = parser.transition_states(states, scores(states))
    step.clear_memory()
    return batch


def _scores(step: Any, states: Sequence[Any]) -> Any:
    """What `step.predict` gives where it has no classes to look for that were never seen in training."""
    hidden = step.state2vec.predict(step.get_token_ids(states))
    return hidden if step.vec2scores is None else step.vec2scores.predict(hidden)
