"""The models of the engine benchmark: those of the peers' make_models.py that `bundle import` takes, and a deep forest of the shape of its
`g_rf` that XGBoost's random-forest mode grows. Where each lies, what its own library makes of the rows."""
import argparse
import json
import os
import subprocess
import sys

import numpy as np

MODELS = ["a_xgb_100x6", "b_xgb_500x8", "c_lgb_500x31", "d_lgb_500x255", "e_xgb_reg", "f_xgb_iris", "f_xgb_multi", "g_xgb_rf",
          "h_lgb_cat", "i_xgb_cat"]
DEEP_FOREST = "g_xgb_rf"
ROWS = {"e_xgb_reg": "housing", "f_xgb_iris": "iris", "f_xgb_multi": "synth3", "h_lgb_cat": "cat", "i_xgb_cat": "cat"}


def chosen(wanted):
    """The models that `wanted` names: whole names or beginnings, between commas; all when it is empty."""
    parts = [part for part in wanted.split(",") if part]
    for part in parts:
        if not any(name.startswith(part) for name in MODELS):
            sys.exit(f"bench-engine: no model {part}; there are {', '.join(MODELS)} (or how their names begin)")
    return [name for name in MODELS if not parts or any(name.startswith(part) for part in parts)]


class Model:
    """One model under OUT, the folder of the benchmark."""

    def __init__(self, out, name):
        self.out, self.name = out, name
        self.folder = os.path.join(out, "models", name)
        self.bundle = os.path.join(out, "bundles", name)
        self.margins = os.path.join(out, "margins", name + ".npy")

    @property
    def meta(self):
        with open(os.path.join(self.folder, "meta.json")) as f:
            return json.load(f)

    @property
    def file(self):
        return os.path.join(self.folder, "model.txt" if self.meta["framework"] == "lightgbm" else "model.json")

    def exists(self):
        return os.path.exists(os.path.join(self.folder, "meta.json"))

    def rows(self):
        """The 100,000 rows to score: float32, one after the other, NaN where a value is missing."""
        data = np.load(os.path.join(self.out, "models", "data", ROWS.get(self.name, "higgs") + "_bench.npy"))
        return np.ascontiguousarray(np.nan_to_num(data, nan=-999.0) if self.name == DEEP_FOREST else data, dtype=np.float32)

    def own_margins(self, rows):
        """The raw sums that the library itself gives, which the bits of all others are compared with."""
        if self.meta["framework"] == "lightgbm":
            import lightgbm

            return lightgbm.Booster(model_file=self.file).predict(rows, raw_score=True)
        import xgboost

        types = ["q"] * 10 + ["c"] * 6 if self.name == "i_xgb_cat" else None
        matrix = xgboost.DMatrix(rows, feature_types=types, enable_categorical=types is not None)
        return xgboost.Booster(model_file=self.file).predict(matrix, output_margin=True)


def make(peers, out, names):
    """Trains the models that are not there; deterministic, minutes."""
    missing = [name for name in names if not Model(out, name).exists()]
    theirs = [name for name in missing if name != DEEP_FOREST]
    if theirs:
        print(f"bench-engine: training {', '.join(theirs)}", flush=True)
        subprocess.run([sys.executable, os.path.join(peers, "make_models.py"), os.path.join(out, "models"), "--only", ",".join(theirs)],
                       check=True)
    if DEEP_FOREST in missing:
        print(f"bench-engine: training {DEEP_FOREST} (minutes, most of them for its ONNX form)", flush=True)
        make_deep_forest(os.path.join(out, "models"))


def make_deep_forest(folder):
    """200 trees of unlimited depth with about the 1.1 million nodes of make_models.py's g_rf, on the same 20,000 rows, missing values
    replaced by -999 as there. A sample without replacement of two thirds of the rows and five or so of the 28 columns at each split stand for
    the bootstrap and the square root; every leaf is as pure as 256 bins allow."""
    import make_models

    make_models.ARGS = argparse.Namespace(out=folder, threads=2)
    rows, labels = make_models.higgs_like(200_000, make_models.SEED)
    held_out, held_out_labels = make_models.higgs_like(2000, make_models.SEED + 1)
    bench = os.path.join(folder, "data", "higgs_bench.npy")
    if not os.path.exists(bench):
        os.makedirs(os.path.dirname(bench), exist_ok=True)
        np.save(bench, make_models.higgs_like(100_000, make_models.SEED + 2)[0])
    rows, held_out = (np.nan_to_num(part, nan=-999.0) for part in (rows[:20_000], held_out))
    make_models.do_xgb(
        folder, DEEP_FOREST, "binary", rows, labels[:20_000], held_out, held_out_labels,
        dict(objective="binary:logistic", num_parallel_tree=200, learning_rate=1.0, max_depth=0, subsample=0.67, colsample_bynode=0.18,
             min_child_weight=0, reg_lambda=1e-5), 1)
