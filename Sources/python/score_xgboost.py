"""Scores the rows of `bundle probe` with XGBoost, for `bundle certify`.

    python3 score_xgboost.py model.json probe.csv -o golden.csv

Needs numpy and xgboost. Rows are float32 with NaN for missing, with the model's own feature names and types; codes of categories go in as
the numbers that they are.
"""

import json

import numpy
import xgboost

import golden


def objective(booster):
    return json.loads(booster.save_config())["learner"]["objective"]["name"]


def scorer(path):
    booster = xgboost.Booster(model_file=path)
    # Of multi:softmax the prediction is a class; the probabilities are what can be compared.
    if objective(booster) == "multi:softmax":
        booster.set_param({"objective": "multi:softprob"})
    names, types = booster.feature_names, booster.feature_types
    options = {"enable_categorical": True} if types and "c" in types else {}

    def score(rows):
        matrix = xgboost.DMatrix(rows, missing=numpy.nan, feature_names=names, feature_types=types, **options)
        return booster.predict(matrix, output_margin=True), booster.predict(matrix)

    return score


if __name__ == "__main__":
    options = golden.arguments("XGBoost")
    golden.write(options, "XGBoost", xgboost.__version__, numpy.float32, scorer(options.model))
