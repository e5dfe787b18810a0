#!/usr/bin/env python3
"""Small LightGBM models of every kind, with hard rows and what LightGBM itself says to them.

    python make_goldens.py OUT_DIR [NAME ...]      # without names: every kind

Writes OUT_DIR/<release of LightGBM>/<name>.txt, the model as save_model() wrote it, and <name>.csv: one line per row, first the
features as float64 in shortest decimals, then raw_0 ..., what predict(raw_score=True) gave, then pred_0 ..., what predict() gave.
The model is read back from its file before it is asked. Deterministic; nothing is downloaded. Run it once per release of LightGBM;
a kind that a release does not know is passed over.
"""
import os
import sys

import lightgbm as lgb
import numpy as np

RELEASE = tuple(int(part) for part in lgb.__version__.split(".")[:2])
ZERO_BAND = float(np.float32(1e-35))
COMMON = dict(num_leaves=6, min_data_in_leaf=3, learning_rate=0.3, num_threads=1, seed=3, verbose=-1)
ROW_COUNT = 40
CODES = [-1.0, -0.5, -1e-36, 0.5, 3.7, 31.0, 32.0, 5000.0, 2.0**24, 2.0**31, 2.0**32 + 1, 1e300, -1e300]


def numbers(row_count=300, missing=True):
    r = np.random.RandomState(11)
    X = np.column_stack([r.normal(0, 1, row_count), r.choice([-1.0, 0.0, 0.0, 2.5], row_count), r.gamma(2, 1e3, row_count)])
    z = X[:, 0] + (X[:, 1] == 0) - X[:, 2] / 3000 + r.normal(0, 0.3, row_count)
    if missing:
        X[r.random_sample(row_count) < 0.15, 0] = np.nan
    return X, z


def categories(row_count=600):
    r = np.random.RandomState(12)
    X = np.column_stack([r.normal(0, 1, row_count), r.randint(0, 3, row_count), r.randint(0, 40, row_count), r.choice([2, 700, 1201], row_count)])
    z = np.sin(X[:, 2] * 7) + 2 * (X[:, 1] == 1) + (X[:, 3] == 700) + 0.3 * X[:, 0]
    X[r.random_sample(row_count) < 0.1, 2] = np.nan
    return X, z


def positive(z):
    return np.exp(z / 2)


def train(X, y, params, rounds=3, **dataset):
    params = dict(COMMON, **params)
    fobj = params.pop("fobj", None)
    data = lgb.Dataset(X, y, free_raw_data=False, params={k: v for k, v in params.items() if k in DATASET_PARAMETERS}, **dataset)
    if fobj is None:
        return lgb.train(params, data, rounds)
    if RELEASE >= (4, 0):
        return lgb.train(dict(params, objective=fobj), data, rounds)
    return lgb.train(dict(params, objective="none"), data, rounds, fobj=fobj)


DATASET_PARAMETERS = ("zero_as_missing", "use_missing", "max_bin", "min_data_in_bin", "linear_tree", "enable_bundle")


def squared(predictions, data):
    return predictions - data.get_label(), np.ones_like(predictions)


def one_hot(predictions, data):
    y = data.get_label().astype(int)
    p = predictions.reshape(len(y), 3) if RELEASE >= (4, 0) else predictions.reshape(3, len(y)).T
    g = p - np.eye(3)[y]
    return (g, np.ones_like(g)) if RELEASE >= (4, 0) else (g.T.ravel(), np.ones(g.size))


def pandas_frame():
    import pandas as pd

    r = np.random.RandomState(13)
    n = 400
    frame = pd.DataFrame({
        "weight": r.normal(0, 1, n),
        "town": pd.Categorical(r.choice(["Oslo", "caf\u00e9, \"quoted\"", "", "Bern"], n)),
        "floor": pd.Categorical(r.choice([10, -3, 7], n)),
        "ratio": pd.Categorical(r.choice([0.5, 1.0, 1e-7], n)),
        "open": pd.Categorical(r.choice([True, False], n)),
    })
    y = (frame["town"] == "Oslo") * 1.0 + (frame["floor"] == 7) - (frame["ratio"] == 0.5) + (frame["open"].astype(bool)) * 0.5 + frame["weight"] * 0.1
    return frame, y.to_numpy(dtype=float)


def kinds():
    X, z = numbers()
    full, zf = numbers(missing=False)
    C, zc = categories()
    b = (z > 0.4).astype(float)
    three = np.digitize(z, [-0.5, 0.7]).astype(float)
    cats = dict(categorical_feature=[1, 2, 3])
    group = [20] * 15
    relevance = np.clip(np.round(z + 1), 0, 4)

    yield "binary", lambda: train(X, b, dict(objective="binary"))
    yield "binary_sigmoid", lambda: train(X, b, dict(objective="binary", sigmoid=0.7, is_unbalance=True))
    yield "binary_weighted", lambda: train(X, b, dict(objective="binary", scale_pos_weight=3.5, boost_from_average=False))
    yield "no_missing", lambda: train(full, (zf > 0).astype(float), dict(objective="binary"))
    yield "zero_as_missing", lambda: train(X, b, dict(objective="binary", zero_as_missing=True))
    yield "use_missing_false", lambda: train(X, b, dict(objective="binary", use_missing=False))
    yield "multiclass", lambda: train(X, three, dict(objective="multiclass", num_class=3))
    yield "multiclass_absent", lambda: train(X, np.where(three == 1, 2, three), dict(objective="multiclass", num_class=3))
    yield "multiclassova", lambda: train(X, three, dict(objective="multiclassova", num_class=3, sigmoid=1.7))
    for name in ("regression", "regression_l1", "huber", "fair", "quantile", "mape"):
        yield name, lambda name=name: train(X, z + 0.01, dict(objective=name), 2)
        yield name + "_sqrt", lambda name=name: train(X, z * 4, dict(objective=name, reg_sqrt=True), 2)
    for name in ("poisson", "gamma", "tweedie"):
        yield name, lambda name=name: train(X, positive(z), dict(objective=name), 2)
    share = 1 / (1 + np.exp(-z))
    if RELEASE >= (3, 0):
        yield "cross_entropy", lambda: train(X, share, dict(objective="cross_entropy"), 2)
        yield "cross_entropy_lambda", lambda: train(X, share, dict(objective="cross_entropy_lambda"), 2)
        yield "rank_xendcg", lambda: train(X, relevance, dict(objective="rank_xendcg"), 2, group=group)
        yield "linear_tree", lambda: train(X, z, dict(objective="regression", linear_tree=True), 1)
    else:
        yield "xentropy", lambda: train(X, share, dict(objective="xentropy"), 2)
        yield "xentlambda", lambda: train(X, share, dict(objective="xentlambda"), 2)
    yield "lambdarank", lambda: train(X, relevance, dict(objective="lambdarank"), 2, group=group)
    yield "custom", lambda: train(X, z, dict(fobj=squared), 2)
    yield "custom_three", lambda: train(X, three, dict(fobj=one_hot, num_class=3), 2)
    yield "dart", lambda: train(X, b, dict(objective="binary", boosting="dart", drop_rate=0.5, skip_drop=0.0), 6)
    yield "goss", lambda: train(X, b, dict(objective="binary", boosting="goss"), 3)
    bagged = dict(boosting="rf", bagging_freq=1, bagging_fraction=0.6, feature_fraction=0.9)
    yield "rf_binary", lambda: train(X, b, dict(bagged, objective="binary"), 7)
    yield "rf_regression", lambda: train(X, z + 3, dict(bagged, objective="regression"), 7)
    yield "rf_multiclass", lambda: train(X, three, dict(bagged, objective="multiclass", num_class=3), 3)
    yield "rf_poisson", lambda: train(X, positive(z), dict(bagged, objective="poisson"), 3)
    yield "categorical", lambda: train(C, (zc > 1).astype(float), dict(objective="binary", min_data_per_group=1, cat_smooth=1), **cats)
    yield "categorical_one_hot", lambda: train(C, zc, dict(objective="regression", max_cat_to_onehot=100, min_data_per_group=1), **cats)
    yield "categorical_zero_as_missing", lambda: train(C, zc, dict(objective="regression", zero_as_missing=True, min_data_per_group=1), **cats)
    yield "one_leaf", lambda: train(X, np.full(len(X), 2.5), dict(objective="regression"), 2)
    yield "one_leaf_binary", lambda: train(X, b, dict(objective="binary", min_data_in_leaf=200), 2)
    yield "no_trees", lambda: lgb.Booster(dict(COMMON, objective="regression"), lgb.Dataset(X, z))
    yield "monotone", lambda: train(X, z, dict(objective="regression", monotone_constraints=[1, 0, -1]))
    wild = full.copy()
    wild[::7, 2] = np.inf
    wild[1::7, 2] = -np.inf
    wild[2::7, 0] = 1e308
    wild[3::7, 0] = -1e308
    wild[4::7, 1] = 5e-324
    wild[5::7, 1] = -3e-35
    if RELEASE >= (3, 0):  # earlier ones end the process at a denormal in a file
        yield "wild_values", lambda: train(wild, zf + np.arange(len(zf)) % 7, dict(objective="regression", min_data_in_bin=1))
    if RELEASE >= (2, 3):
        frame, y = pandas_frame()
        yield "pandas", lambda: train(frame, y, dict(objective="regression", min_data_per_group=1, cat_smooth=1, num_leaves=9))
    for name, threshold, decision in [
        ("hand_band_positive", "1e-36", 2), ("hand_band_negative", "-%.17g" % ZERO_BAND, 10), ("hand_zero", "-0", 2),
        ("hand_infinite", "inf", 2), ("hand_minus_infinite", "-inf", 8), ("hand_denormal", "4.9406564584124654e-324", 8),
        ("hand_zero_missing", "-1e-36", 6), ("hand_largest", "1.7976931348623157e308", 0),
    ]:
        if RELEASE >= (3, 0) or "e-324" not in threshold:
            yield name, lambda threshold=threshold, decision=decision: by_hand(threshold, decision)
    if RELEASE >= (2, 3):
        yield "hand_no_category", lambda: by_hand("0", 1, "num_cat=1", "cat_boundaries=0 1\ncat_threshold=0\n")
        yield "hand_high_category", lambda: by_hand("0", 9, "num_cat=1", "cat_boundaries=0 2\ncat_threshold=3 2147483648\n")


def by_hand(threshold, decision, num_cat="num_cat=0", sets=""):
    """One split that no training would give."""
    tree = (
        f"Tree=0\nnum_leaves=2\n{num_cat}\nsplit_feature=0\nsplit_gain=1\nthreshold={threshold}\ndecision_type={decision}\n"
        "left_child=-1\nright_child=-2\nleaf_value=0.10000000000000001 -2\nleaf_weight=1 1\nleaf_count=1 1\ninternal_value=0\n"
        f"internal_weight=0\ninternal_count=2\n{sets}is_linear=0\nshrinkage=1\n\n\n")
    return (
        "tree\nversion=v3\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=0\nobjective=regression\n"
        f"feature_names=x\nfeature_infos=[0:1]\ntree_sizes={len(tree)}\n\n{tree}end of trees\n\nfeature_importances:\nx=1\n\n"
        "parameters:\nend of parameters\n\npandas_categorical:null\n")


def special_values(path, feature_count):
    """Per feature, what lies around its splits, and what is odd anywhere."""
    values = [[np.nan, 0.0, -0.0, np.inf, -np.inf, ZERO_BAND, -ZERO_BAND, np.nextafter(ZERO_BAND, 1), np.nextafter(-ZERO_BAND, -1),
               1e-36, -1e-36, 5e-324, 1.7976931348623157e308] for _ in range(feature_count)]
    features, thresholds, decisions = [], [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.rstrip("\n").partition("=")
            if key == "split_feature":
                features += map(int, value.split())
            elif key == "threshold":
                thresholds += map(float, value.split())
            elif key == "decision_type":
                decisions += map(int, value.split())
    for feature, threshold, decision in zip(features, thresholds, decisions):
        if decision & 1:
            values[feature] += CODES
        else:
            values[feature] += [threshold, np.nextafter(threshold, -np.inf), np.nextafter(threshold, np.inf)]
    return values


def hard_rows(path, base, r):
    values = special_values(path, base.shape[1])
    rows = [base[i % len(base)].copy() for i in range(max(ROW_COUNT, max(map(len, values))))]
    for feature, specials in enumerate(values):
        order = r.permutation(len(specials))
        for i, row in enumerate(rows):
            if base.shape[1] == 1 or r.random_sample() < 0.6:
                row[feature] = specials[order[i % len(specials)]]
    return np.array(rows[:64], dtype=np.float64)


def text(value):
    return repr(float(value))


def write(folder, name, booster, base):
    path = os.path.join(folder, name + ".txt")
    if isinstance(booster, str):
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(booster)
    else:
        booster.save_model(path)
    booster = lgb.Booster(model_file=path)
    feature_count = booster.num_feature()
    rows = hard_rows(path, base[:, :feature_count], np.random.RandomState(5))
    raw = np.asarray(booster.predict(rows, raw_score=True), dtype=np.float64).reshape(len(rows), -1)
    predictions = np.asarray(booster.predict(rows), dtype=np.float64).reshape(len(rows), -1)
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8") as file:
        names = [f"x_{i}" for i in range(feature_count)]
        names += [f"raw_{i}" for i in range(raw.shape[1])] + [f"pred_{i}" for i in range(predictions.shape[1])]
        file.write(",".join(names) + "\n")
        for row in np.column_stack([rows, raw, predictions]):
            file.write(",".join(map(text, row)) + "\n")


def main():
    folder = os.path.join(sys.argv[1], lgb.__version__)
    wanted = sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    for name, make in kinds():
        if wanted and name not in wanted:
            continue
        if name == "pandas":
            frame, _ = pandas_frame()
            base = np.column_stack([frame["weight"]] + [frame[c].cat.codes for c in frame.columns[1:]]).astype(float)
        else:
            base = categories()[0] if name.startswith("categorical") else numbers()[0]
        try:
            write(folder, name, make(), base)
        except lgb.basic.LightGBMError as error:
            print(f"{lgb.__version__} {name}: {error}")


if __name__ == "__main__":
    main()
