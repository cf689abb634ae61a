"""Turns a trained model into plain arrays and back, so that it can be kept in a file."""

import json
from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from assistant.matcher.concepts import concepts
from assistant.matcher.features import Weighting
from assistant.matcher.intents import Intent
from assistant.matcher.language import LanguageModel
from assistant.matcher.linear import Linear
from assistant.matcher.model import Model
from assistant.matcher.repair import from_counts
from assistant.terms import Locale, Outcome, Right

Arrays = Mapping[str, npt.NDArray[np.generic]]

FORMAT = 4
"""Raised whenever features or fitting change, so that an old artefact is never used with new code."""


def to_arrays(model: Model) -> dict[str, npt.NDArray[np.generic]]:
    """Return the model as arrays by name."""
    described = {
        "intents": [_intent_values(intent) for intent in model.intents],
        "topics": list(model.topics),
        "kin": [list(kin) for kin in model.kin],
        "languages": list(model.languages.languages),
        "concepts": {
            name: {k.value: list(v) for k, v in said.items()} for name, said in model.concepts.words.items()
        },
        "vocabularies": {lang.value: dict(v.counts) for lang, v in model.vocabularies.items()},
    }
    return {
        "described": np.frombuffer(json.dumps(described, ensure_ascii=False).encode(), np.uint8),
        "intent_idf": model.intent_weighting.idf.astype(np.float16),
        "intent_weights": model.intent_classifier.weights,
        "intent_scale": model.intent_classifier.scale,
        "intent_bias": model.intent_classifier.bias,
        "topic_idf": model.topic_weighting.idf.astype(np.float16),
        "topic_weights": model.topic_classifier.weights,
        "topic_scale": model.topic_classifier.scale,
        "topic_bias": model.topic_classifier.bias,
        "language_weights": model.languages.weights.astype(np.float16),
    }


def from_arrays(arrays: Arrays, things: Collection[str]) -> Model:
    """Return the model that `to_arrays` took apart; `things` names concepts as in its library."""
    described = json.loads(arrays["described"].tobytes())
    said = {name: {Locale(k): v for k, v in own.items()} for name, own in described["concepts"].items()}
    known = concepts(said, things)
    return Model(
        tuple(_intent(values) for values in described["intents"]),
        tuple(described["topics"]),
        tuple(tuple(kin) for kin in described["kin"]),
        Weighting(arrays["intent_idf"].astype(np.float32), known),
        _linear(arrays, "intent"),
        Weighting(arrays["topic_idf"].astype(np.float32), known),
        _linear(arrays, "topic"),
        LanguageModel(tuple(described["languages"]), arrays["language_weights"].astype(np.float32)),
        {Locale(k): from_counts(v, Locale(k)) for k, v in described["vocabularies"].items()},
    )


def _linear(arrays: Arrays, name: str) -> Linear:
    return Linear(
        arrays[f"{name}_weights"].astype(np.int8, copy=False),
        arrays[f"{name}_scale"].astype(np.float32),
        arrays[f"{name}_bias"].astype(np.float32),
    )


def _intent_values(intent: Intent) -> list[str | bool | None]:
    right = intent.right.value if intent.right else None
    return [intent.id, intent.topic, intent.outcome.value, right, intent.is_urgent, intent.is_about_chat]


def _intent(values: list[str | bool | None]) -> Intent:
    name, topic, outcome, right, is_urgent, is_about_chat = values
    return Intent(
        str(name),
        str(topic) if topic else None,
        Outcome(str(outcome)),
        Right(str(right)) if right else None,
        bool(is_urgent),
        bool(is_about_chat),
    )
