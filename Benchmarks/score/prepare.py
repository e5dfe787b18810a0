#!/usr/bin/env python3
"""What `make bench-score` scores: nyc_flights as text and as numbers, a file of the size asked for, three models and their bundles.

    prepare.py NYC_FLIGHTS.csv.gz WORK BUNDLE --gigabytes 5

The models predict an arrival more than 15 minutes late; outcomes, and the tail number of the aircraft, are left out. `a` and `b` are XGBoost's, of 100 trees of
depth 6 and 500 of depth 8, on numbers and categories; `c` is LightGBM's, of 500 trees of 31 leaves, on numbers alone, since LightGBM's prediction
from a file reads no other. Skips what is there.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys

import lightgbm
import numpy as np
import pandas as pd
import xgboost

OUTCOMES = ["dep_time", "dep_delay", "arr_time", "air_time", "arr_delay", "tailnum"]


def write_large(source_path, path, byte_count):
    """The rows of one file again and again until the file has so many bytes; whole rounds only, so that a byte count gives one file."""
    with open(source_path, "rb") as source, open(path + ".partial", "wb") as out:
        out.write(source.readline())
        start = source.tell()
        while out.tell() < byte_count:
            source.seek(start)
            shutil.copyfileobj(source, out, 1 << 20)
    os.rename(path + ".partial", path)


def write_objects(table, path):
    """One JSON object a row, missing values as null, whole numbers without a point: what other tools write."""
    table.to_json(path + ".partial", orient="records", lines=True)
    os.rename(path + ".partial", path)


def import_bundle(bundle, work, name, file):
    shutil.rmtree(os.path.join(work, "models", name), ignore_errors=True)
    made = subprocess.run([bundle, "import", file, "--name", name, "--output", os.path.join(work, "models"), "--progress", "none"],
                          capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"bench-score: {file} was not imported: {made.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("work")
    parser.add_argument("bundle")
    parser.add_argument("--gigabytes", type=float, default=5)
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    path = lambda name: os.path.join(options.work, name)  # noqa: E731
    large = path(f"flights_{options.gigabytes:g}gb.csv")
    if not os.path.exists(path("columns.json")):
        table = pd.read_csv(options.data, low_memory=False)
        table = table[table.arr_delay.notna()].reset_index(drop=True)
        late = (table.arr_delay > 15).astype(int)
        table = table.drop(columns=OUTCOMES)
        texts = list(table.select_dtypes(exclude="number").columns)
        categories = {column: sorted(table[column].dropna().unique()) for column in texts}
        table.to_csv(path("flights.csv"), index=False)
        write_objects(table, path("flights.ndjson"))
        codes = table.copy()
        for column in texts:
            codes[column] = pd.Categorical(table[column], categories=categories[column]).codes
            codes[column] = codes[column].replace(-1, np.nan)
            table[column] = pd.Categorical(table[column], categories=categories[column])
        codes.to_csv(path("flights_codes.csv"), index=False)
        matrix = xgboost.DMatrix(table, late, enable_categorical=True)
        for name, rounds, depth in [("a", 100, 6), ("b", 500, 8)]:
            parameters = dict(objective="binary:logistic", max_depth=depth, tree_method="hist", seed=1)
            xgboost.train(parameters, matrix, rounds).save_model(path(f"{name}.json"))
        parameters = dict(objective="binary", num_leaves=31, verbosity=-1, seed=1)
        lightgbm.train(parameters, lightgbm.Dataset(codes, late), 500).save_model(path("c.txt"))
        with open(path("columns.json"), "w") as out:
            json.dump({"columns": list(table.columns), "categories": categories}, out)
    if options.gigabytes > 0 and not os.path.exists(large):
        write_large(path("flights.csv"), large, options.gigabytes * 1e9)
    for name, file in [("a", "a.json"), ("b", "b.json"), ("c", "c.txt")]:
        import_bundle(options.bundle, options.work, name, path(file))


if __name__ == "__main__":
    main()
