#!/usr/bin/env python3
"""CSV reading in MB/s beside pandas, interleaved, each on one core.

    compare.py PEERS WORK [--reps 7]

The table is that of PEERS/bench_train.py (100,000 rows of 28 float32 columns). pandas: read_csv with the C engine and dtype float32, as a
numpy array. Ours: the reader and encoder that `train` and `score` use, every field parsed to float32. Wall seconds inside each process.
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
parser.add_argument("--reps", type=int, default=7)
options = parser.parse_args()
sys.path.insert(0, options.peers)
from make_models import SEED, higgs_like, write_csv  # noqa: E402

os.makedirs(options.work, exist_ok=True)
BIN = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.build/release"))
path = os.path.join(options.work, "table.csv")
if not os.path.exists(path):
    X, y = higgs_like(100_000, SEED)
    write_csv(path, np.column_stack([X, y]), [f"f{i}" for i in range(28)] + ["y"])
megabytes = os.path.getsize(path) / 1e6
os.sched_setaffinity(0, {0})


def pandas_seconds():
    start = time.perf_counter()
    pd.read_csv(path, dtype=np.float32, engine="c").to_numpy()
    return time.perf_counter() - start


def espalier_seconds():
    line = subprocess.run([f"{BIN}/benchmark", "csv", path], check=True, capture_output=True, text=True).stdout
    return json.loads(line)["seconds"]


pairs = []
for _ in range(options.reps + 1):
    pairs.append((pandas_seconds(), espalier_seconds()))
pairs = pairs[1:]
theirs, ours = (statistics.median(column) for column in zip(*pairs))
print(f"{megabytes:.1f} MB, {options.reps} interleaved repetitions, one core, medians")
print(f"  pandas read_csv (C engine, float32) {megabytes / theirs:7.1f} MB/s")
print(f"  espalier                            {megabytes / ours:7.1f} MB/s")
print(f"  ratio (median of pairs)             {statistics.median(a / b for a, b in pairs):7.2f} x")
