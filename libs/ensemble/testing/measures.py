"""Measures with NumPy, SciPy and scikit-learn what libs/ensemble measures, of the members on standard input.

In: {"members": [members, samples, classes], "labels": [samples]}; out: the figures, under the names of the report.
"""

import itertools
import json
import sys
import warnings

import numpy as np
from scipy.stats import binomtest
from sklearn import metrics

warnings.simplefilter("ignore", metrics._classification.UndefinedMetricWarning)

given = json.load(sys.stdin)
members, labels = np.asarray(given["members"]), np.asarray(given["labels"])
samples, classes = members.shape[1:]
every = list(range(classes))
total = members.sum(axis=0)
probabilities = total / total.sum(axis=-1, keepdims=True)
predicted = probabilities.argmax(axis=-1)
confidence = probabilities.max(axis=-1)
right = predicted == labels


def brier_parts():
    """Murphy's parts with the two of Stephenson, Coelho and Jolliffe, written as their article has them."""
    reliability, resolution, uncertainty = 0.0, 0.0, 0.0
    for k in every:
        outcome, probability = (labels == k).astype(float), probabilities[:, k]
        bins = np.digitize(probability, np.arange(1, 15) / 15, right=True)
        for b in np.unique(bins):
            own, forecast = outcome[bins == b], probability[bins == b]
            share = len(own) / samples
            reliability += share * (forecast.mean() - own.mean()) ** 2
            resolution += share * (own.mean() - outcome.mean()) ** 2
            resolution -= share * forecast.var()
            resolution += share * 2 * np.mean((forecast - forecast.mean()) * (own - own.mean()))
        uncertainty += outcome.mean() * (1 - outcome.mean())
    return {"reliability": reliability, "resolution": resolution, "uncertainty": uncertainty}


def adaptive_error():
    order = np.argsort(confidence)
    parts = zip(np.array_split(confidence[order], 15), np.array_split(right[order], 15))
    return sum(len(c) / samples * abs(c.mean() - r.mean()) for c, r in parts if len(c))


def risk_coverage():
    wrong = ~right[np.argsort(-confidence, kind="stable")]
    risks = np.cumsum(wrong) / np.arange(1, samples + 1)
    coverage = np.arange(1, samples + 1) / samples
    return {
        "aurc": np.trapezoid(risks, coverage) / (1 - 1 / samples),
        "accuracyAt80": 1 - risks[int(np.ceil(0.8 * samples)) - 1],
        "accuracyAt90": 1 - risks[int(np.ceil(0.9 * samples)) - 1],
    }


def detection():
    """The second half of the samples, as if it were other data, by the entropy of the mean."""
    entropy = -np.sum(probabilities * np.log(np.maximum(probabilities, 1e-300)), axis=-1)
    other = np.arange(samples) >= samples // 2
    rates, found, _ = metrics.roc_curve(other, entropy, drop_intermediate=False)
    return {
        "auroc": metrics.roc_auc_score(other, entropy),
        "aupr": metrics.average_precision_score(other, entropy),
        "fpr95": rates[np.argmax(found >= 0.95)],
    }


precision, recall, f1, _ = metrics.precision_recall_fscore_support(
    labels, predicted, labels=every, zero_division=0
)
choices = members.argmax(axis=-1)
errors = choices != labels
pairs = list(itertools.combinations(range(len(members)), 2))
interval = binomtest(int(right.sum()), samples).proportion_ci(method="wilson")
areas = [metrics.roc_auc_score(labels == k, probabilities[:, k]) for k in every]
print(
    json.dumps(
        {
            "measures": {
                "accuracyInterval": {"low": interval.low, "high": interval.high},
                "top5Accuracy": metrics.top_k_accuracy_score(
                    labels, probabilities, k=min(5, classes - 1), labels=every
                )
                if classes > 2
                else 0,
                "brierDecomposition": brier_parts(),
                "adaptiveEce": adaptive_error(),
                **risk_coverage(),
                "macroF1": metrics.f1_score(labels, predicted, average="macro"),
                "kappa": metrics.cohen_kappa_score(labels, predicted),
                "auroc": float(np.mean(areas)),
                "classes": [
                    {"precision": p, "recall": r, "f1": f, "auroc": a}
                    for p, r, f, a in zip(precision, recall, f1, areas)
                ],
            },
            "diversity": {
                "kappa": np.mean([metrics.cohen_kappa_score(choices[a], choices[b]) for a, b in pairs]),
                "errorCorrelation": np.mean([np.corrcoef(errors[a], errors[b])[0, 1] for a, b in pairs]),
            },
            "detection": detection(),
        },
        default=float,
    )
)
