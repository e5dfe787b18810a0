#!/usr/bin/env python3
"""Everything slow of the engine benchmark, once: models, their own libraries' margins, our bundles, the peers that compile a model.

    prepare.py PEERS OUT BUNDLE_TOOL [--models a,c]

What is there already is left alone; remove a folder of OUT to have it made again.
"""
import argparse
import os
import subprocess
import sys
import time

import numpy as np

import engines
import models

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peers")
parser.add_argument("out")
parser.add_argument("bundle")
parser.add_argument("--models", default="")
options = parser.parse_args()
sys.setrecursionlimit(100_000)  # The converters of deep trees recurse.
names = models.chosen(options.models)
peers = engines.Peers(options.peers, os.path.join(options.out, "cache"), prepare=True)
models.make(options.peers, options.out, names)
os.makedirs(os.path.join(options.out, "margins"), exist_ok=True)
for name in names:
    model = models.Model(options.out, name)
    if not os.path.exists(model.bundle):
        made = subprocess.run([options.bundle, "import", model.file, "--name", name, "--output", os.path.join(options.out, "bundles"),
                               "--progress", "none"], capture_output=True, text=True)
        if made.returncode:
            sys.exit(f"bench-engine: {model.file} was not imported: {made.stderr}")
    if not os.path.exists(model.margins):
        np.save(model.margins, model.own_margins(model.rows()))
    for engine in peers.compiling:
        begun = time.time()
        print(f"bench-engine: {name} for {engine}", end=" ", flush=True)
        note = peers.load(engine, model, model.rows())[1]
        print(f"({note})" if note else f"{time.time() - begun:.0f} s", flush=True)
print("bench-engine: YDF's own models", flush=True)
note = peers.prepare_ydf(names)
if note:
    print(f"bench-engine: YDF left out: {note}")
