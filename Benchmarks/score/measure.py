#!/usr/bin/env python3
"""Batch scoring of a real table: throughput, and peak memory on the table and on one ten times as large.

    measure.py NYC_FLIGHTS.csv.gz WORK [--reps 5]

The model predicts an arrival more than 15 minutes late (100 trees, 31 leaves; the outcome columns are left out). Seconds are wall time of the
whole process, memory is the maximum resident set that the system counted for it. Beside it, in the same repetitions: pandas reading
the same file and LightGBM predicting with a forest of the same shape.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time

import pandas as pd

OUTCOMES = ["dep_time", "dep_delay", "arr_time", "air_time", "arr_delay"]
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data")
parser.add_argument("work")
parser.add_argument("--reps", type=int, default=5)
options = parser.parse_args()
os.makedirs(options.work, exist_ok=True)
BIN = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.build/release"))
plain, large, models = (os.path.join(options.work, n) for n in ("flights.csv", "flights10.csv", "models"))

if not os.path.exists(large):
    d = pd.read_csv(options.data, low_memory=False)
    d = d[d.arr_delay.notna()].reset_index(drop=True)
    d["late"] = (d.arr_delay > 15).astype(int)
    d.drop(columns=OUTCOMES).to_csv(plain, index=False)
    with open(plain, "rb") as source, open(large, "wb") as out:
        header = source.readline()
        out.write(header)
        start = source.tell()
        for _ in range(10):
            source.seek(start)
            shutil.copyfileobj(source, out)
rows = sum(1 for _ in open(plain, "rb")) - 1
shutil.rmtree(models, ignore_errors=True)
subprocess.run([f"{BIN}/train", plain, "--target", "late", "--name", "flights", "--output", models, "--progress", "none"], check=True,
               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# A process counts the memory of the one that started it until it has become itself, so a small one starts it, not this large one.
TIMER = """
import os, sys, time
start = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
print(status, time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


def run(path):
    """Seconds, CPU seconds and peak memory (MB) of one whole process."""
    command = [f"{BIN}/score", f"{models}/flights", path, "-o", os.path.join(options.work, "out.csv"), "--progress", "none"]
    line = subprocess.run([sys.executable, "-I", "-S", "-c", TIMER] + command, check=True, capture_output=True, text=True).stdout
    status, *figures = line.split()
    if status != "0":
        sys.exit(f"score failed: {status}")
    return [float(figure) for figure in figures]


def pandas_lightgbm():
    start = time.perf_counter()
    x = pd.read_csv(plain, low_memory=False).drop(columns="late")
    for column in x.select_dtypes(exclude="number").columns:
        x[column] = pd.Categorical(x[column], categories=categories[column])
    pd.DataFrame({"probability": forest.predict(x, num_threads=2)}).to_csv(os.path.join(options.work, "peer.csv"), index=False)
    return time.perf_counter() - start


import lightgbm  # noqa: E402

x = pd.read_csv(plain, low_memory=False)
y = x.pop("late")
categories = {c: sorted(x[c].dropna().unique()) for c in x.select_dtypes(exclude="number").columns}
for c, values in categories.items():
    x[c] = pd.Categorical(x[c], categories=values)
forest = lightgbm.train(dict(objective="binary", num_leaves=31, verbosity=-1, num_threads=2), lightgbm.Dataset(x, y), 100)
del x, y

megabytes = os.path.getsize(plain) / 1e6
ours, theirs = [], []
for _ in range(options.reps):
    ours.append(run(plain))
    theirs.append(pandas_lightgbm())
seconds, cpu, memory = (statistics.median(column) for column in zip(*ours))
ratio = statistics.median(b / a[0] for a, b in zip(ours, theirs))
print(f"{rows:,} rows, {megabytes:.1f} MB, {options.reps} interleaved repetitions, medians, whole processes")
print(f"  score              {seconds:6.2f} s  {megabytes / seconds:7.1f} MB/s  {rows / seconds:10,.0f} rows/s  {cpu:5.2f} CPU s  {memory:6.1f} MB")
print(f"  pandas + LightGBM  {statistics.median(theirs):6.2f} s  (reading, predicting and writing inside a warm process; {ratio:.1f} x the time)")
big = run(large)
print(f"  ten times the file {big[0]:6.2f} s  {10 * megabytes / big[0]:7.1f} MB/s  {10 * rows / big[0]:10,.0f} rows/s  {big[1]:5.2f} CPU s  {big[2]:6.1f} MB")
