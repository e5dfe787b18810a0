#!/usr/bin/env python3
"""Imported models beside the margins and predictions that the libraries themselves gave: a table for docs/parity.md.

    parity.py BIN WORK MODELS [MODELS ...]

MODELS holds what the peers' make_models.py writes, a folder a model: the model file (model.json, .ubj, .txt), the rows (X.csv), and what
the library made of them (raw.npy, pred.npy). Each file is imported by `bundle import`, its rows are scored by `score --margin`; margins are
compared by bits, predictions in units in the last place of the model's width. Ends with 1 when a margin differs.
"""
import json
import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pandas as pd

bin_, work, folders = sys.argv[1], sys.argv[2], sys.argv[3:]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)


def bits(values, width):
    """The floats as whole numbers in the order of the floats, so that neighbours differ by 1."""
    kind = np.int32 if width == np.float32 else np.int64
    whole = values.astype(width).view(kind).astype(object)
    return np.where(whole < 0, int(np.iinfo(kind).min) - whole, whole)


def run(*command):
    """Wall seconds and peak MiB of a command that must end with 0; no memory without GNU time, since a child begins with its parent's peak."""
    gnu_time = ["/usr/bin/time", "-f", "%M"] if os.path.exists("/usr/bin/time") else []
    begun = time.perf_counter()
    result = subprocess.run(gnu_time + list(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begun
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr}")
    return seconds, f"{int(result.stderr.split()[-1]) / 1024:.0f}" if gnu_time else "-"


def compare(name, folder, file):
    model = os.path.join(folder, file)
    bundle, table, output = (os.path.join(work, part) for part in ("models", "rows.csv", "scored.csv"))
    seconds, mib = run(f"{bin_}/bundle", "import", model, "--name", name, "--output", bundle, "--progress", "none")
    version = max(os.listdir(f"{bundle}/{name}"), key=int)
    with open(f"{bundle}/{name}/{version}/manifest.json") as f:
        manifest = json.load(f)
    # The rows of the models have columns in the model's order, by whatever name.
    with open(f"{folder}/X.csv") as f, open(table, "w") as out:
        f.readline()
        out.write(",".join(feature["name"] for feature in manifest["features"]) + "\n" + f.read())
    run(f"{bin_}/score", f"{bundle}/{name}/{version}", table, "-o", output, "--margin", "--progress", "none")
    scored = pd.read_csv(output)
    width = np.float64 if file.endswith(".txt") else np.float32
    raw, predicted = (np.load(f"{folder}/{part}.npy").reshape(len(scored), -1) for part in ("raw", "pred"))
    margins = scored[[c for c in scored if c.startswith("margin")]].to_numpy()
    predictions = scored[[c for c in scored if c.startswith("p_") or c == "probability"]]
    predictions = (predictions if predictions.shape[1] else scored[["prediction"]]).to_numpy()
    differing = int((bits(margins, width) != bits(raw, width)).sum())
    ulps = max(abs(bits(predictions, width) - bits(predicted, width)).ravel())
    source = manifest["provenance"]["source"]
    release = source["library"] + (f" {source['library_version']}" if source["library_version"] else "")
    print(f"| {os.path.basename(folder)} | {release}, {source['format']} | {os.path.getsize(model) / 1e6:.1f} | {len(scored):,} | "
          f"{margins.size:,} | {differing} | {ulps} | {seconds:.2f} | {mib} |", flush=True)
    return differing


print("| model | library, format | MB | rows | margins | that differ | predictions: most ulps | import s | import peak MiB |")
print("|---|---|---|---|---|---|---|---|---|")
differing = 0
for folder in sorted((os.path.join(models, name) for models in folders for name in os.listdir(models)), key=os.path.basename):
    for file in ("model.json", "model.ubj", "model.txt"):
        if os.path.basename(folder) not in ("j_catboost", "data") and os.path.exists(os.path.join(folder, file)):
            differing += compare(os.path.basename(folder), folder, file)
sys.exit(1 if differing else 0)
