"""Fits what libs/ensemble fits, with NumPy, SciPy and scikit-learn, to the members' predictions on standard input.

In: {"members": [members, samples, classes], "labels": [samples], "c": scikit-learn's}; out: what each comes to.
"""

import json
import sys

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression

FLOOR = 1e-7


def log_probabilities(values):
    values = np.asarray(values, dtype=np.float64)
    return np.log(np.maximum(values / values.sum(axis=-1, keepdims=True), FLOOR))


def stacking(members, labels, c):
    classes = members.shape[-1]
    features = np.concatenate(list(log_probabilities(members)), axis=-1)
    # Two classes have one row of coefficients there, with half the penalty: see logistic-regression.ts.
    strength = 2 * c if classes == 2 else c
    solver = "newton-cholesky"
    model = LogisticRegression(C=strength, tol=1e-12, max_iter=1000, solver=solver)
    model.fit(features, labels)
    rows, intercepts = model.coef_, model.intercept_
    if classes == 2:
        rows = np.stack([-rows[0], rows[0]]) / 2
        intercepts = np.stack([-intercepts[0], intercepts[0]]) / 2
    # scikit-learn leaves the intercepts' common shift to the solver, Chorus has them sum to 0.
    return {
        "coefficients": (rows - rows.mean(axis=0)).T.tolist(),
        "intercepts": (intercepts - intercepts.mean()).tolist(),
        "probabilities": model.predict_proba(features).ravel().tolist(),
    }


def temperature(values, labels):
    logits = log_probabilities(values)

    def loss(inverse):
        return -log_softmax(inverse * logits, axis=-1)[np.arange(len(labels)), labels].mean()

    found = minimize_scalar(loss, bounds=(0.01, 100), method="bounded", options={"xatol": 1e-12})
    return 1 / found.x


def greedy(members, labels, rounds):
    total = np.zeros(members.shape[1:])
    chosen, scores = [], []
    for _ in range(rounds):
        right = [int(((total + member).argmax(axis=-1) == labels).sum()) for member in members]
        chosen.append(int(np.argmax(right)))
        scores.append(max(right))
        total += members[chosen[-1]]
    used = chosen[: int(np.argmax(scores)) + 1]
    return (np.bincount(used, minlength=len(members)) / len(used)).tolist()


def main():
    given = json.load(sys.stdin)
    members, labels = np.asarray(given["members"]), np.asarray(given["labels"])
    print(
        json.dumps(
            {
                "stacking": stacking(members, labels, given["c"]),
                "memberTemperatures": [temperature(member, labels) for member in members],
                "temperature": temperature(members.sum(axis=0), labels),
                "greedy": greedy(members, labels, given["rounds"]),
            }
        )
    )


main()
