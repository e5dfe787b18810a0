"""Scores the rows of `bundle probe` with LightGBM, for `bundle certify`.

    python3 score_lightgbm.py model.txt probe.csv -o golden.csv

Needs numpy and lightgbm. Rows are float64 with NaN for missing; codes of categories go in as the numbers that they are.
"""

import lightgbm
import numpy

import golden


def averages_output(path):
    """Whether the header of the file, which ends at the first tree, says so."""
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith(("Tree=", "end of trees")):
                break
            if line.rstrip() == "average_output":
                return True
    return False


def scorer(path):
    booster = lightgbm.Booster(model_file=path)
    # A random forest's predictions are made of the mean of its iterations, but its raw scores are their sum.
    divisor = booster.current_iteration() if averages_output(path) else 1

    def score(rows):
        # Every iteration: a model read from a file may remember a best one.
        return (
            booster.predict(rows, raw_score=True, num_iteration=-1, pred_early_stop=False) / divisor,
            booster.predict(rows, num_iteration=-1, pred_early_stop=False),
        )

    return score


if __name__ == "__main__":
    options = golden.arguments("LightGBM")
    golden.write(options, "LightGBM", lightgbm.__version__, numpy.float64, scorer(options.model))
