#!/usr/bin/env python3
"""Small models of every kind that XGBoost can save, with its own margins and predictions on hard rows.

    python make_goldens.py        writes VERSION/KIND.json or .ubj, and VERSION/KIND.rows, beside this file

Run once with each release, in an environment of its own (before 2.0: numpy 1.23, pandas 2.0). Deterministic; nothing is downloaded.

KIND.rows: one line a row, three lists separated by '|', each of float32 bit patterns in hexadecimal: what the forest reads (codes
where there are categories), the margins (output_margin=True), the predictions. Lines that begin with '#' say what the file is.
"""
import json
import os
import sys
import warnings

import numpy as np
import xgboost as xgb

warnings.simplefilter("ignore")
VERSION = tuple(int(part) for part in xgb.__version__.split(".")[:3])
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), xgb.__version__)
FEATURES = 5
TRAINING = 300
F32 = np.float32


def table(seed):
    r = np.random.default_rng(seed)
    x = r.normal(size=(TRAINING, FEATURES)).astype(F32)
    x[:, 4] = r.integers(0, 6, TRAINING)
    x[r.random(x.shape) < 0.08] = np.nan
    z = np.nan_to_num(x)
    y = np.abs(z[:, 0] * 2 + np.sin(z[:, 1] * 2) + (z[:, 4] == 2) + r.normal(size=TRAINING) * 0.2) + 0.05
    return x, y


def trees(model):
    booster = model["learner"]["gradient_booster"]
    return booster.get("gbtree", booster)["model"].get("trees", [])


def hard_rows(model, categorical):
    """Rows at thresholds and their neighbours, missing, infinite, huge, tiny, signed zeros; codes that no split lists."""
    r = np.random.default_rng(7)
    base = table(8)[0][:6]
    rows = [row.copy() for row in base]
    rows.append(np.full(FEATURES, np.nan, F32))
    for value in (0.0, -0.0, np.inf, -np.inf, 3e38, -3e38, 1e-45, -1e-45):
        rows.append(np.full(FEATURES, value, F32))
    splits = [
        (feature, F32(threshold))
        for tree in trees(model)
        for feature, threshold, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"])
        if left != -1 and feature not in categorical
    ]
    for place in r.permutation(len(splits))[:9]:
        feature, threshold = splits[place]
        for value in (threshold, np.nextafter(threshold, F32(-np.inf)), np.nextafter(threshold, F32(np.inf))):
            row = base[r.integers(len(base))].copy()
            row[feature] = value
            rows.append(row)
    for feature in categorical:
        for value in (0, 1, 2, 3, 4, 5, 6, 40, 63, 64, 1e6, 2**24 - 1, 2**24, 1e9, -1, -0.5, -0.0, 2.7, 0.999, np.nan):
            row = base[r.integers(len(base))].copy()
            row[feature] = value
            rows.append(row)
    return np.array(rows, F32)


def predict(booster, make_matrix, rows):
    """Rows that this release accepts, with what it says: some refuse infinities, others negative codes."""
    try:
        matrix = make_matrix(rows)
        return rows, booster.predict(matrix, output_margin=True), booster.predict(matrix)
    except xgb.core.XGBoostError:
        kept = [row for row in rows if accepted(booster, make_matrix, row)]
        matrix = make_matrix(np.array(kept, F32))
        return kept, booster.predict(matrix, output_margin=True), booster.predict(matrix)


def accepted(booster, make_matrix, row):
    try:
        booster.predict(make_matrix(row[None]))
        return True
    except xgb.core.XGBoostError:
        return False


def bits(values):
    return " ".join(f"{word:08x}" for word in np.asarray(values, F32).ravel().view(np.uint32))


def save(kind, booster, make_matrix=xgb.DMatrix, categorical=(), ubj=False, encode=None):
    suffix = "ubj" if ubj else "json"
    path = os.path.join(FOLDER, f"{kind}.{suffix}")
    if ubj:
        booster.save_model(path[:-3] + "json")
        with open(path[:-3] + "json") as file:
            model = json.load(file)
        os.remove(path[:-3] + "json")
    booster.save_model(path)
    if not ubj:
        with open(path) as file:
            model = json.load(file)
    if VERSION >= (1, 1):  # 1.0 cannot read the pruned trees that it writes
        booster = xgb.Booster(model_file=path)
    rows, margins, predictions = predict(booster, make_matrix, hard_rows(model, categorical))
    with open(os.path.join(FOLDER, f"{kind}.rows"), "w") as file:
        file.write(f"# {kind} of XGBoost {xgb.__version__}: inputs | margins | predictions\n")
        for index, row in enumerate(rows):
            read = encode(row) if encode else row
            file.write(f"{bits(read)}|{bits(margins[index])}|{bits(predictions[index])}\n")


def settings(**changes):
    return {"max_depth": 3, "eta": 0.4, "verbosity": 0, "seed": 1, "nthread": 1, **changes}


def train(rounds=4, y=None, x=None, prepare=None, **changes):
    xs, ys = table(1)
    x = xs if x is None else x
    y = ys if y is None else y
    matrix = xgb.DMatrix(x, y)
    if prepare:
        prepare(matrix)
    return xgb.train(settings(**changes), matrix, rounds)


def simple(full):
    _, y = table(1)
    binary, classes = (y > 1).astype(F32), np.digitize(y, [0.7, 1.6])
    save("squarederror", train())
    save("logistic", train(y=binary, objective="binary:logistic", base_score=0.3))
    save("logitraw", train(y=binary, objective="binary:logitraw", base_score=0.3), ubj=VERSION >= (1, 6))
    save("softprob", train(y=classes, objective="multi:softprob", num_class=3), ubj=VERSION >= (1, 6))
    save("softmax", train(2, y=classes, objective="multi:softmax", num_class=3))
    save("poisson", train(y=np.round(y), objective="count:poisson", base_score=1.7))
    save("dart", train(6, booster="dart", rate_drop=0.5, base_score=0.7))
    save("linear", train(booster="gblinear", base_score=0.7))
    save("linear_multi", train(y=classes, booster="gblinear", objective="multi:softprob", num_class=3))
    save("parallel", train(2, num_parallel_tree=3, subsample=0.6, base_score=0.7))
    save("pruned", train(gamma=8.0, tree_method="exact", max_depth=4), ubj=VERSION >= (1, 6))
    save("hinge", train(2, y=binary, objective="binary:hinge", base_score=0.5))
    if not full:
        return
    for name in ("squaredlogerror", "gamma", "tweedie", "pseudohubererror", "absoluteerror", "quantileerror"):
        changes = {"quantile_alpha": 0.4} if name == "quantileerror" else {}
        save(name, train(2, objective=f"reg:{name}", **changes), ubj=True)
    save("reg_logistic", train(y=y / y.max(), objective="reg:logistic", base_score=0.2), ubj=True)
    save("cox", train(2, objective="survival:cox", base_score=0.6), ubj=True)
    groups = lambda matrix: matrix.set_group([100, 100, 100])
    for name in ("pairwise", "ndcg", "map"):
        save(f"rank_{name}", train(2, y=binary, objective=f"rank:{name}", prepare=groups, base_score=0.3), ubj=True)

    def bounds(matrix):
        matrix.set_float_info("label_lower_bound", y)
        matrix.set_float_info("label_upper_bound", y + 1)

    save("aft", train(2, objective="survival:aft", prepare=bounds, base_score=0.9), ubj=True)
    save("dart_multi", train(4, y=classes, booster="dart", rate_drop=0.5, objective="multi:softprob", num_class=3), ubj=True)
    save("linear_logistic", train(y=binary, booster="gblinear", objective="binary:logistic", base_score=0.3), ubj=True)
    save("parallel_multi", train(2, y=classes, num_parallel_tree=2, subsample=0.6, objective="multi:softprob", num_class=3), ubj=True)
    save("stumps", train(3, min_child_weight=1e9))
    save("no_trees", train(0, base_score=0.7))
    quantiles = np.array([0.1, 0.5, 0.9])
    save("quantiles", train(2, objective="reg:quantileerror", quantile_alpha=quantiles, tree_method="hist"), ubj=True)
    x, _ = table(1)
    matrix = xgb.DMatrix(x, y, feature_names=[f"name {c}é" for c in range(FEATURES)], feature_types=["q", "float", "int", "i", "q"])
    early = xgb.train(settings(eta=1.5), matrix, 12, [(xgb.DMatrix(table(9)[0], table(2)[1], feature_names=matrix.feature_names,
                      feature_types=matrix.feature_types), "e")], early_stopping_rounds=3, verbose_eval=False)
    named = lambda rows: xgb.DMatrix(rows, feature_names=matrix.feature_names, feature_types=matrix.feature_types)
    save("early", early, named)


def several_targets():
    _, y = table(1)
    x, _ = table(1)
    targets = np.stack([y, -2 * y + np.nan_to_num(x[:, 1]), np.nan_to_num(x[:, 2])], 1)
    save("targets", train(2, y=targets, tree_method="hist"))
    save("labels", train(2, y=(targets > 0.5).astype(F32), objective="binary:logistic", tree_method="hist", base_score=0.4),
         ubj=True)
    if VERSION >= (2, 0):
        vector = dict(multi_strategy="multi_output_tree", tree_method="hist")
        save("vector", train(3, y=targets, **vector))
        save("vector_labels", train(2, y=(targets > 0.5).astype(F32), objective="binary:logistic", **vector), ubj=True)
        save("vector_classes", train(2, y=np.digitize(y, [0.7, 1.6]), objective="multi:softprob", num_class=3, **vector), ubj=True)


def categories():
    x, y = table(1)
    x[:, 3] = np.random.default_rng(3).integers(0, 70, TRAINING)
    y = y + (x[:, 3] % 7 < 2) * 2
    types = ["q", "q", "q", "c", "c"]
    matrix = lambda rows, label=None: xgb.DMatrix(rows, label, feature_types=types, enable_categorical=True)
    for kind, changes in [("onehot", {"max_cat_to_onehot": 100}), ("partition", {"max_cat_to_onehot": 1})]:
        booster = xgb.train(settings(tree_method="hist", max_depth=4, **changes), matrix(x, y), 4)
        save(f"categories_{kind}", booster, matrix, (3, 4), ubj=kind == "partition")


def named_categories():
    import pandas as pd

    x, y = table(1)
    words, numbers = ["x", "yy", "a word", ""], [10, -20, 35]
    r = np.random.default_rng(5)

    def frame(rows, words, numbers):
        """Columns 3 and 4 of the rows are places in the lists above; the frame's own lists may be in another order."""
        frame = pd.DataFrame({f"n{c}": rows[:, c] for c in range(3)})
        for name, column, values, order in (("w", 3, all_words, words), ("k", 4, all_numbers, numbers)):
            texts = [None if np.isnan(code) else values[int(code)] for code in rows[:, column]]
            frame[name] = pd.Categorical(texts, categories=order)
        return frame

    all_words, all_numbers = words, numbers
    x[:, 3], x[:, 4] = r.integers(0, 4, TRAINING), r.integers(0, 3, TRAINING)
    x[r.random(TRAINING) < 0.05, 3] = np.nan
    y = y + (x[:, 3] == 2) * 2 + (x[:, 4] == 1)
    booster = xgb.train(
        settings(tree_method="hist", max_cat_to_onehot=1), xgb.DMatrix(frame(x, words, numbers), y, enable_categorical=True), 4)
    order = (words[::-1], numbers[1:] + numbers[:1]) if VERSION >= (3, 1) else (words, numbers)

    def matrix(rows):
        rows = rows.copy()
        with np.errstate(invalid="ignore"):
            rows[:, 3] = np.where(np.isfinite(rows[:, 3]), np.abs(rows[:, 3]) % 4 // 1, rows[:, 3])
            rows[:, 4] = np.where(np.isfinite(rows[:, 4]), np.abs(rows[:, 4]) % 3 // 1, rows[:, 4])
            rows[:, 3:][~np.isfinite(rows[:, 3:])] = np.nan
        return xgb.DMatrix(frame(rows, *order), enable_categorical=True)

    def encode(row):
        codes = [np.abs(value) % count // 1 if np.isfinite(value) else np.nan for value, count in ((row[3], 4), (row[4], 3))]
        return np.array([*row[:3], *codes], F32)

    save("named", booster, matrix, ubj=False, encode=encode)
    save("named_ubj", booster, matrix, ubj=True, encode=encode)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    simple(full=VERSION >= (3, 2))
    if VERSION >= (1, 6):
        several_targets()
        categories()
    if VERSION >= (3, 0):
        named_categories()
    print(xgb.__version__, len(os.listdir(FOLDER)), "files")


if __name__ == "__main__":
    sys.exit(main())
