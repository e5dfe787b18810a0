#!/usr/bin/env python3
"""Training time and held-out quality beside LightGBM and XGBoost hist, interleaved.

    compare.py PEERS WORK [--rows 100000] [--threads 2] [--reps 5]

Two comparisons on the table of PEERS/bench_train.py (28 float32 columns, missing values; 100 trees, learning rate 0.1, 31 leaves; 20,000
held-out rows). `fit`: the table is in memory, the clock covers binning and training. `whole`: from the CSV file to a stored model, the
peers through pandas (C engine, float32). Every repetition runs each trainer once, in turn; medians, and the ratio to LightGBM's
of the same repetition.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peers")
parser.add_argument("work")
parser.add_argument("--rows", type=int, default=100_000)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--reps", type=int, default=5)
options = parser.parse_args()
sys.path.insert(0, options.peers)
from make_models import SEED, higgs_like, write_csv  # noqa: E402
from sklearn.metrics import log_loss, roc_auc_score  # noqa: E402

import lightgbm  # noqa: E402
import xgboost  # noqa: E402

os.makedirs(options.work, exist_ok=True)
BIN = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.build/release"))
names = [f"f{i}" for i in range(28)]
X, y = higgs_like(options.rows, SEED)
Xt, yt = higgs_like(20_000, SEED + 7)
train_csv, test_csv = (os.path.join(options.work, f"{part}_{options.rows}.csv") for part in ("train", "test"))
for path, a, b in ((train_csv, X, y), (test_csv, Xt, yt)):
    if not os.path.exists(path):
        write_csv(path, np.column_stack([a, b]), names + ["y"])
T = options.threads
LGB = dict(objective="binary", learning_rate=0.1, num_leaves=31, num_threads=T, verbosity=-1, seed=1)
XGB = dict(objective="binary:logistic", tree_method="hist", eta=0.1, nthread=T, seed=1)


def timed(function):
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def fit_lightgbm():
    seconds, model = timed(lambda: lightgbm.train(LGB, lightgbm.Dataset(X, y), 100))
    return seconds, model.predict(Xt)


def fit_xgboost(**more):
    seconds, model = timed(lambda: xgboost.train({**XGB, **more}, xgboost.DMatrix(X, y, nthread=T), 100))
    return seconds, model.predict(xgboost.DMatrix(Xt))


def fit_espalier():
    out = os.path.join(options.work, "predictions.csv")
    line = subprocess.run([f"{BIN}/benchmark", "train", train_csv, test_csv, "--target", "y", "--threads", str(T), "--predictions", out],
                          check=True, capture_output=True, text=True).stdout
    return json.loads(line)["seconds"], pd.read_csv(out).probability.to_numpy()


def read(path):
    d = pd.read_csv(path, dtype=np.float32)
    return d[names].to_numpy(), d.y.to_numpy()


def whole_lightgbm():
    def work():
        a, b = read(train_csv)
        lightgbm.train(LGB, lightgbm.Dataset(a, b), 100).save_model(os.path.join(options.work, "lightgbm.txt"))
    return timed(work)


def whole_xgboost():
    def work():
        a, b = read(train_csv)
        xgboost.train({**XGB, "max_depth": 0, "max_leaves": 31, "grow_policy": "lossguide"}, xgboost.DMatrix(a, b, nthread=T), 100).save_model(
            os.path.join(options.work, "xgboost.json"))
    return timed(work)


def whole_espalier():
    return timed(lambda: subprocess.run(
        [f"{BIN}/train", train_csv, "--target", "y", "--name", "bench", "--output", os.path.join(options.work, "models"), "--threads", str(T),
         "--validation-share", "0", "--progress", "none"], check=True, stdout=subprocess.DEVNULL))


def table(title, jobs, quality):
    print(f"\n{title}: {options.rows:,} rows, {T} threads, {options.reps} repetitions")
    seconds = {name: [] for name in jobs}
    scores = {}
    for _ in range(options.reps):
        for name, job in jobs.items():
            s, p = job()
            seconds[name].append(s)
            if quality:
                scores[name] = (roc_auc_score(yt, p), log_loss(yt, p))
    base = seconds["lightgbm, 31 leaves"]
    for name, s in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(s, base))
        tail = f"  AUC {scores[name][0]:.5f}  log loss {scores[name][1]:.5f}" if quality else ""
        print(f"  {name:32s} median {statistics.median(s):7.3f} s  min {min(s):7.3f} s  x LightGBM {ratio:5.2f}{tail}")


table("fit", {
    "lightgbm, 31 leaves": fit_lightgbm,
    "xgboost hist, depth 6": lambda: fit_xgboost(max_depth=6),
    "xgboost hist, 31 leaves": lambda: fit_xgboost(max_depth=0, max_leaves=31, grow_policy="lossguide"),
    "espalier, 31 leaves": fit_espalier,
}, quality=True)
table("whole (CSV file to stored model)", {
    "lightgbm, 31 leaves": whole_lightgbm,
    "xgboost hist, 31 leaves": whole_xgboost,
    "espalier, 31 leaves": whole_espalier,
}, quality=False)
