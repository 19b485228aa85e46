"""Computes libs/ensemble's measures independently, with NumPy, SciPy and scikit-learn, into reference.json.

Run with the versions pinned in libs/testing/src/requirements.txt:

    python libs/ensemble/testing/reference.py > libs/ensemble/testing/reference.json

A case's predictions are whole numbers, [members, samples, classes]; divided by `scale` and rounded to
float32 they are the members' probabilities. RandomState is used because its streams are frozen.
"""

import itertools
import json
import sys
import warnings

import numpy as np
from scipy.special import softmax
from scipy.stats import binomtest, entropy, gmean
from sklearn.metrics import accuracy_score, brier_score_loss, confusion_matrix, log_loss

KERAS_EPSILON = 1e-7
FEW = 20  # samples whose probabilities are kept
BIN_EDGES = np.arange(1, 15) / 15  # inner edges


def normalised(values):
    values = np.asarray(values, dtype=np.float64)
    return values / values.sum(axis=-1, keepdims=True)


def cross_entropy(values, labels):
    clipped = np.clip(normalised(values), KERAS_EPSILON, 1 - KERAS_EPSILON)
    with warnings.catch_warnings():
        # Keras does not normalise again after it has clipped; log_loss warns of that.
        warnings.simplefilter("ignore", UserWarning)
        return log_loss(labels, clipped, labels=range(values.shape[-1]))


def calibration_error(values, labels):
    probabilities = normalised(values)
    confidence = probabilities.max(axis=-1)
    right = probabilities.argmax(axis=-1) == labels
    bins = np.digitize(confidence, BIN_EDGES, right=True)
    return sum(
        np.mean(bins == b) * abs(right[bins == b].mean() - confidence[bins == b].mean())
        for b in np.unique(bins)
    )


def disagreement(members):
    predicted = members.argmax(axis=-1)
    pairs = list(itertools.combinations(predicted, 2))
    return float(np.mean([np.mean(a != b) for a, b in pairs])) if pairs else 0.0


def mcnemar(first, second):
    only_first, only_second = int(np.sum(first & ~second)), int(np.sum(second & ~first))
    discordant = only_first + only_second
    p_value = binomtest(only_first, discordant, 0.5).pvalue if discordant else 1.0
    return {"onlyFirst": only_first, "onlySecond": only_second, "pValue": p_value}


def log_probabilities(values):
    return np.log(np.maximum(normalised(values), KERAS_EPSILON))


def at_temperature(values, temperature):
    """At a temperature of 1 nothing happens, not even a division by the total."""
    return values if temperature == 1 else softmax(log_probabilities(values) / temperature, axis=-1)


def few(values):
    """The values of the first samples: as good as all of them, in a file to read."""
    return values[:FEW].tolist()


def stacked(members):
    """Coefficients as of a multinomial logistic regression on log-probabilities, and what they make of the members."""
    count, _, classes = members.shape
    random = np.random.RandomState(count)
    coefficients = random.randint(-50, 150, (count * classes, classes)) / 100
    intercepts = random.randint(-50, 50, classes) / 100
    features = np.concatenate([log_probabilities(member) for member in members], axis=-1)
    return {
        "coefficients": coefficients.tolist(),
        "intercepts": intercepts.tolist(),
        "probabilities": few(softmax(features @ coefficients + intercepts, axis=-1)),
    }


def combined(members):
    """What each rule makes of the members: probabilities of the first samples."""
    count, _, classes = members.shape
    members = members.astype(np.float64)
    predicted = members.argmax(axis=-1)
    weights = np.arange(1, count + 1) / (count * (count + 1) / 2)
    temperatures = 0.5 + np.arange(count) / 2
    tempered = [at_temperature(m, t) for m, t in zip(members, temperatures)]
    votes = np.stack([np.bincount(row, minlength=classes) for row in predicted.T])
    powers = np.exp(log_probabilities(members))
    return {
        "vote": few(normalised(votes)),
        "geometricMean": few(normalised(gmean(powers, axis=0))),
        "weights": weights.tolist(),
        "weighted": few(normalised(np.average(members, axis=0, weights=weights))),
        "memberTemperatures": temperatures.tolist(),
        "tempered": few(normalised(np.sum(tempered, axis=0))),
        "cooled": few(at_temperature(members.sum(axis=0), 1.5)),
        "stacking": stacked(members),
    }


def uncertainties(members):
    members = members.astype(np.float64)
    mean = members.mean(axis=0)
    expected = entropy(members, axis=-1).mean(axis=0)
    wrong = members.argmax(axis=-1) != mean.argmax(axis=-1)
    return {
        "total": few(entropy(mean, axis=-1)),
        "expected": few(expected),
        "mutualInformation": few(np.maximum(entropy(mean, axis=-1) - expected, 0)),
        "disagreement": few(wrong.mean(axis=0)),
    }


def case(name, predictions, scale, labels):
    predictions, labels = np.asarray(predictions), np.asarray(labels)
    members = (predictions / scale).astype(np.float32)
    classes = members.shape[-1]
    total = members.astype(np.float64).sum(axis=0)
    predicted = total.argmax(axis=-1)
    return {
        "name": name,
        "classes": classes,
        "scale": scale,
        "predictions": predictions.tolist(),
        "labels": labels.tolist(),
        "expected": {
            "memberCrossEntropy": [cross_entropy(m, labels) for m in members],
            "memberAccuracy": [accuracy_score(labels, m.argmax(axis=-1)) for m in members],
            "predicted": predicted.tolist(),
            "accuracy": accuracy_score(labels, predicted),
            "nll": cross_entropy(total, labels),
            "brier": brier_score_loss(
                labels, normalised(total), labels=range(classes), scale_by_half=False
            ),
            "ece": calibration_error(total, labels),
            "disagreement": disagreement(members),
            "mcnemar": [
                mcnemar(predicted == labels, m.argmax(axis=-1) == labels) for m in members
            ],
            "combined": combined(members),
            "uncertainties": uncertainties(members),
            "confusion": confusion_matrix(labels, predicted, labels=range(classes)).ravel().tolist(),
        },
    }


def rounded_softmax(logits, scale):
    """Probabilities in whole numbers of 1/scale; the last class takes what rounding left over."""
    whole = np.floor(normalised(np.exp(logits)) * scale).astype(int)
    whole[..., -1] += scale - whole.sum(axis=-1)
    return whole


def cases():
    random = np.random.RandomState(20240)
    labels = random.randint(0, 10, 200)
    logits = 2 * random.standard_normal((4, 200, 10)) + 2 * np.eye(10)[labels]
    yield case("four members, ten classes", rounded_softmax(logits, 1000), 1000, labels)

    yield case(
        "ties, within a member and in the sum",
        [
            [[2, 2, 0, 0], [1, 1, 1, 1], [4, 0, 0, 0], [0, 0, 2, 2]],
            [[2, 2, 0, 0], [1, 1, 1, 1], [0, 4, 0, 0], [0, 2, 0, 2]],
        ],
        4,
        [1, 0, 1, 3],
    )
    yield case(
        "probabilities of exactly 0 and 1, right and wrong",
        [[[1, 0], [0, 1], [1, 0], [0, 1]], [[1, 0], [0, 1], [0, 1], [0, 1]]],
        1,
        [0, 1, 1, 0],
    )

    # k of fifteen members vote for class 0, each other one for a class of its own: confidence k/15.
    votes = [[0 if m < k else m for m in range(15)] for k in range(1, 16)]  # [samples, members]
    yield case(
        "confidences on every bin edge",
        np.eye(15, dtype=int)[votes].swapaxes(0, 1),
        1,
        [0, 1, 0, 0, 5, 0, 0, 9, 0, 0, 0, 0, 13, 0, 0],
    )

    yield case(
        "one member",
        rounded_softmax(2 * random.standard_normal((1, 30, 3)), 1000),
        1000,
        random.randint(0, 3, 30),
    )

    never = rounded_softmax(2 * random.standard_normal((3, 40, 4)), 1000)
    never[..., 0] += never[..., 2]
    never[..., 2] = 0
    yield case("a class that is never predicted", never, 1000, random.randint(0, 4, 40))

    yield case(
        "two classes",
        rounded_softmax(2 * random.standard_normal((5, 25, 2)), 500),
        500,
        random.randint(0, 2, 25),
    )


json.dump(list(cases()), sys.stdout, separators=(",", ":"))
print()
