#!/usr/bin/env python3
"""The rows that the peers' model is trained on, as a CSV file: f0 ... f27 and the class.

    table.py PEERS OUT.csv
"""
import os
import sys

sys.path.insert(0, sys.argv[1])
import make_model  # noqa: E402

x, y = make_model.data(make_model.ROWS, 1)
with open(sys.argv[2] + ".part", "w") as out:
    print(*(f"f{i}" for i in range(make_model.FEATURES)), "y", sep=",", file=out)
    for row, label in zip(x, y):
        # Nine digits bring back a float32.
        print(*(f"{value:.9g}" for value in row), int(label), sep=",", file=out)
os.rename(sys.argv[2] + ".part", sys.argv[2])
