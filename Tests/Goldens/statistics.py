#!/usr/bin/env python3
"""Writes Tests/StatisticsTests/MetricGoldens.swift: small inputs and what scikit-learn 1.9.1 and numpy make of them.

    python Tests/Goldens/statistics.py > Tests/StatisticsTests/MetricGoldens.swift
"""
import numpy as np
from sklearn import metrics as m

random = np.random.default_rng(20)


def array(name, kind, values):
    texts = [str(v).lower() if isinstance(v, bool) else repr(v) for v in values]
    rows = [texts[i : i + 5] for i in range(0, len(texts), 5)]
    body = ",\n        ".join(", ".join(row) for row in rows)
    print(f"    static let {name}: [{kind}] = [\n        {body},\n    ]")


def number(name, value):
    print(f"    static let {name} = {float(value)!r}")


print("// Written by Tests/Goldens/statistics.py from scikit-learn and numpy; not by hand.\n")
print("enum MetricGoldens {")
labels = random.random(60) < 0.4
# Rounded to two digits, so that there are ties.
scores = np.clip(np.round(0.35 * labels + random.random(60) * 0.7, 2), 0, 1)
array("positives", "Bool", [bool(v) for v in labels])
array("probabilities", "Double", [float(v) for v in scores])
called = scores >= 0.5
number("rocAUC", m.roc_auc_score(labels, scores))
number("logLoss", m.log_loss(labels, scores))
number("accuracy", m.accuracy_score(labels, called))
number("precision", m.precision_score(labels, called))
number("recall", m.recall_score(labels, called))
number("f1", m.f1_score(labels, called))
fpr, tpr, _ = m.roc_curve(labels, scores, drop_intermediate=False)
array("falsePositiveRates", "Double", [float(v) for v in fpr])
array("truePositiveRates", "Double", [float(v) for v in tpr])

classes = random.integers(0, 4, 40)
# Class 3 is never predicted, so that a metric has an empty denominator.
raw = random.random((40, 4)) + np.eye(4)[classes]
raw[:, 3] = 0.01
shares = raw / raw.sum(axis=1, keepdims=True)
guess = shares.argmax(axis=1)
array("classLabels", "UInt32", [int(v) for v in classes])
array("classProbabilities", "Double", [float(v) for v in shares.ravel()])
array("confusion", "Int", [int(v) for v in m.confusion_matrix(classes, guess).ravel()])
number("classAccuracy", m.accuracy_score(classes, guess))
number("macroPrecision", m.precision_score(classes, guess, average="macro", zero_division=0))
number("macroRecall", m.recall_score(classes, guess, average="macro"))
number("macroF1", m.f1_score(classes, guess, average="macro"))
number("classLogLoss", m.log_loss(classes, shares))

targets = random.normal(10, 4, 30)
predictions = targets + random.normal(0, 1.5, 30)
array("targets", "Double", [float(v) for v in targets])
array("predictions", "Double", [float(v) for v in predictions])
number("rmse", m.root_mean_squared_error(targets, predictions))
number("mae", m.mean_absolute_error(targets, predictions))
number("r2", m.r2_score(targets, predictions))
shares = [0.0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1.0]
array("quantileShares", "Double", shares)
array("quantiles", "Double", [float(v) for v in np.quantile(targets, shares)])
print("}")
