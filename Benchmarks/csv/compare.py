#!/usr/bin/env python3
"""Reading tables in MB/s beside pandas, interleaved, each on one core.

    compare.py PEERS WORK FLIGHTS [--reps 7]

Tables: that of PEERS/bench_train.py (100,000 rows of 28 float32 columns) and FLIGHTS (nyc_flights_2017.csv.gz, unpacked): its numeric columns,
all of them, and the same rows as NDJSON. pandas: read_csv with the C engine, float32 where a column is a number. Ours: `benchmark csv`, the
reader and the encoder of `score`: every field parsed to float32, categories looked up. MB/s are bytes of the file by wall seconds; in brackets by
CPU seconds of our thread, which other programs on the machine lengthen less.
"""
import argparse
import csv
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peers")
parser.add_argument("work")
parser.add_argument("flights")
parser.add_argument("--reps", type=int, default=7)
options = parser.parse_args()
sys.path.insert(0, options.peers)
from make_models import SEED, higgs_like, write_csv  # noqa: E402

os.makedirs(options.work, exist_ok=True)
BIN = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.build/release"))


def work(name, make):
    path = os.path.join(options.work, name)
    if not os.path.exists(path):
        make(path + ".part")
        os.rename(path + ".part", path)
    return path


def make_floats(path):
    X, y = higgs_like(100_000, SEED)
    write_csv(path, np.column_stack([X, y]), [f"f{i}" for i in range(28)] + ["y"])


def unpack(path):
    with gzip.open(options.flights) as source, open(path, "wb") as target:
        shutil.copyfileobj(source, target)


def value(text):
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    return text or None


def make_lines(path):
    with open(flights) as source, open(path, "w") as target:
        for row in csv.DictReader(source):
            target.write(json.dumps({name: value(text) for name, text in row.items()}) + "\n")


floats = work("floats.csv", make_floats)
flights = work("flights.csv", unpack)
lines = work("flights.ndjson", make_lines)
os.sched_setaffinity(0, {0})


def ours(*arguments):
    output = subprocess.run([f"{BIN}/benchmark", "csv", *arguments], check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def pandas_seconds(path, numeric_only):
    head = pd.read_csv(path, nrows=20_000)
    numeric = {name: np.float32 for name in head.select_dtypes("number").columns}
    start = time.perf_counter()
    pd.read_csv(path, dtype=numeric, engine="c", usecols=list(numeric) if numeric_only else None)
    return time.perf_counter() - start


print(f"{options.reps} interleaved repetitions, one core, medians of MB/s")
for title, path, numeric_only, arguments in [
    ("28 float columns, CSV", floats, True, [floats, "--columns", "numeric"]),
    ("flights, 23 numeric columns, CSV", flights, True, [flights, "--columns", "numeric"]),
    ("flights, all 28 columns, CSV", flights, False, [flights, "--columns", "all"]),
    ("flights, all 28 columns, NDJSON", None, False, [flights, "--columns", "all", "--input", lines]),
]:
    theirs, results = [], []
    for _ in range(options.reps + 1):
        if path:
            theirs.append(os.path.getsize(path) / 1e6 / pandas_seconds(path, numeric_only))
        results.append(ours(*arguments))
    wall = statistics.median(r["bytes"] / 1e6 / r["seconds"] for r in results[1:])
    cpu = statistics.median(r["bytes"] / 1e6 / r["cpu_seconds"] for r in results[1:])
    beside = f"pandas {statistics.median(theirs[1:]):7.1f}" if theirs else " " * 14
    print(f"  {title:34} {beside}   espalier {wall:7.1f} ({cpu:7.1f})")
