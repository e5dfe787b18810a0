#!/usr/bin/env python3
"""Writes the sample tables iris/iris.csv and breast_cancer/breast_cancer.csv beside this script, from scikit-learn's copies.

    pip install scikit-learn==1.9.1 && python3 models/make_samples.py

Iris: Fisher, 1936 (UCI Machine Learning Repository, CC BY 4.0). Breast Cancer Wisconsin (Diagnostic): UCI, CC BY 4.0.
"""
import csv
import os

from sklearn.datasets import load_breast_cancer, load_iris

HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, header, rows):
    os.makedirs(os.path.join(HERE, name), exist_ok=True)
    with open(os.path.join(HERE, name, name + ".csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


iris = load_iris()
write(
    "iris",
    ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"],
    [[f"{x:g}" for x in row] + [iris.target_names[label]] for row, label in zip(iris.data, iris.target)],
)
cancer = load_breast_cancer()
write(
    "breast_cancer",
    [name.replace(" ", "_") for name in cancer.feature_names] + ["target"],
    [[f"{x:.10g}" for x in row] + [int(label)] for row, label in zip(cancer.data, cancer.target)],
)
