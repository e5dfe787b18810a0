#!/usr/bin/env python3
"""libespalier beside the peers: one table, one run.

    compare.py PEERS OUT LIBRARY BUNDLE_TOOL [--models a,c] [--batches 1,64] [--threads 1,2] [--engines espalier,xgboost.c] [--plans]
               [--quick] [--json OUT.json] [--markdown]

One line an engine: nanoseconds per row, link function included, and in brackets how many times slower than `espalier` it is (contest.py
says which clock). Rows are float32; float64 for lleaves.c, for gtil.c with LightGBM's models, and for espalier:float64. `espalier` is
called from C and picks its kernel; `espalier:avx2` and so on are forced; `espalier.py` is our Python face. Of the peers, `.c` ones are called
from C; `.py` ones have no entry from C that is easy to call. `ydf:*` runs its own models of the same shape, timed by itself. `filstyle.c`
(when asked for by name) is a plain walker of the peers' script and no library.

`bits`: our margins against the source library's own on the bench rows and the parity rows, in calls of that batch size. `off by`: the
greatest absolute difference of an engine's predictions to the library's own on the parity rows.
"""
import argparse
import concurrent.futures
import importlib.metadata
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import warnings

import numpy as np

import bars
import engines
import models
import tables
from contest import Effort, Entry, contest

VERSIONS = ("xgboost", "lightgbm", "treelite", "tl2cgen", "lleaves", "onnxruntime", "scikit-learn-intelex", "ydf", "numpy")


def wanted(name, options):
    """Is the engine asked for? By whole name, or by what stands before its point or colon."""
    asked = [part for part in options.engines.split(",") if part]
    return not asked or name in asked or name.split(":")[0] in asked or name.split(":")[0].split(".")[0] in asked


def our_engines(options, model, rows, notes):
    """name -> engine: the planner's choice, each kernel that this CPU has, each plan when asked, the Python face."""
    variables = {"espalier": {}}
    variables.update({f"espalier:{kernel}": {"ESPALIER_KERNEL": kernel} for kernel in engines.kernels()})
    if options.plans:
        variables.update({f"espalier:{plan}": {"ESPALIER_PLAN": plan} for plan in engines.PLANS})
    found = {}
    cache = os.path.join(options.out, "cache")
    for name, forced in variables.items():
        if wanted(name, options):
            try:
                found[name] = engines.Espalier(options.library, cache, model, rows, forced)
            except (OSError, RuntimeError) as error:
                notes.append((model.name, name, str(error)))
    # lleaves and GTIL are given float64 rows for models that compare in float64.
    if model.meta["framework"] == "lightgbm" and not options.quick and wanted("espalier:float64", options) and "espalier" in found:
        found["espalier:float64"] = engines.Espalier(options.library, cache, model, rows, row_type=engines.FLOAT64)
    if wanted("espalier.py", options):
        try:
            found["espalier.py"] = engines.EspalierPython(options.library, model)
        except Exception as error:
            notes.append((model.name, "espalier.py", f"{type(error).__name__}: {error}"))
    return found


def bits_equal(engine, batch, threads, rows, model, row_limit):
    """Are our margins the library's, bit for bit? On all bench rows, or the first of them, and on the parity rows."""
    engine.threads(threads)
    count = min(len(rows), max(4096, row_limit))
    pairs = [(rows[:count], np.load(model.margins)[:count]),
             (np.load(os.path.join(model.folder, "X.npy")), np.load(os.path.join(model.folder, "raw.npy")))]
    return all(same_bits(engine.margins(some, batch), np.asarray(own).reshape(len(some), -1)) for some, own in pairs)


def same_bits(ours, own):
    return np.array_equal(np.ascontiguousarray(ours, np.float64).view(np.uint64), own.astype(np.float64).view(np.uint64))


def measure(options, name):
    """Everything about one model, in a process of its own: (rows, notes, ratios of threads)."""
    warnings.filterwarnings("ignore")  # The peers' own.
    model = models.Model(options.out, name)
    rows = model.rows()
    peers = engines.Peers(options.peers, os.path.join(options.out, "cache"))
    effort = Effort.quick() if options.quick else Effort()
    notes, ratios, measured = [], [], []
    loaded = {}
    for peer in peers.names(options.engines):
        if wanted(peer, options):
            engine, note = peers.load(peer, model, rows)
            if engine:
                loaded[peer] = engine
            elif note != "not for this framework":
                notes.append((name, peer, note))
    ours = our_engines(options, model, rows, notes)
    loaded = {**ours, **loaded}
    differences = {}
    for engine_name, engine in loaded.items():
        engine.threads(1)
        differences[engine_name] = peers.difference(engine, model)

    def add(entries):
        for entry, why in contest(entries, effort):
            notes.append((name, entry.name, f"batch {entry.batch}, {entry.threads} threads: {why}"))
        for entry in entries:
            if entry.walls and not entry.name.startswith("pair:"):
                bits = None
                if bars.is_ours(entry.name):
                    row_limit = int(effort.bits_seconds * 1e9 / entry.nanoseconds)
                    bits = bits_equal(entry.engine, entry.batch, entry.threads, rows, model, row_limit)
                measured.append(dict(model=name, engine=entry.name, batch=entry.batch, threads=entry.threads, bits_equal=bits,
                                     max_abs_difference=differences.get(entry.name), **entry.figures()))

    for threads in options.threads:
        for batch in options.batches:
            if threads > 1 and batch < 1024:
                continue  # No engine shares so few rows between threads.
            # A quick run asks of threads only what they bring us.
            entries = [Entry(engine_name, engine, threads, rows, batch) for engine_name, engine in loaded.items()
                       if threads == 1 or engine_name == "espalier" or not options.quick]
            if threads > 1 and "espalier" in ours:
                one = engines.Espalier(options.library, os.path.join(options.out, "cache"), model, rows)
                entries.insert(1, Entry("pair:espalier", one, 1, rows, batch))
            add(entries)
            if threads > 1 and "espalier" in ours:
                many, one = (next(entry for entry in entries if entry.name == part) for part in ("espalier", "pair:espalier"))
                if many.walls and one.walls:
                    ratios.append(dict(model=name, **bars.thread_ratio(one, many)))
    if 1 in options.threads and wanted("ydf", options):
        found, note = peers.ydf([name], options.batches)
        if note:
            notes.append((name, "ydf", note))
        for row in found:
            measured.append(dict(model=name, engine=row["engine"], batch=row["batch"], threads=1, bits_equal=None, max_abs_difference=None,
                                 ns_per_row=row["median_ns_row"], own_model=row["model"]))
    return measured, notes, ratios


def plan(options, name):
    """What `bundle inspect --plan` tells of the model's plans; empty where it tells nothing."""
    result = subprocess.run([options.bundle, "inspect", "--plan", os.path.join(options.out, "bundles", name)], capture_output=True, text=True)
    return result.stdout if result.returncode == 0 else ""


def machine():
    with open("/proc/cpuinfo") as f:
        lines = [line.split(":", 1) for line in f if ":" in line]
    first = {key.strip(): value.strip() for key, value in reversed(lines)}
    versions = {}
    for package in VERSIONS:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    return dict(cpu=first.get("model name", platform.processor()), cores=os.cpu_count(), kernels=engines.kernels(), python=platform.python_version(),
                load_average=os.getloadavg()[0], versions=versions)


def arguments():
    def numbers(text):
        return [int(part) for part in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for positional in ("peers", "out", "library", "bundle"):
        parser.add_argument(positional)
    parser.add_argument("--models", default="")
    parser.add_argument("--batches", type=numbers, default=[1, 64, 1024, 100_000])
    parser.add_argument("--threads", type=numbers, default=[1, 2])
    parser.add_argument("--engines", default="", help="espalier, espalier:avx2, espalier.py, xgboost.c, ydf, ...")
    parser.add_argument("--plans", action="store_true", help="also each plan forced by ESPALIER_PLAN")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", default="")
    parser.add_argument("--markdown", action="store_true", help="tables as Markdown")
    return parser.parse_args()


def main():
    options = arguments()
    names = models.chosen(options.models)
    result = dict(**machine(), quick=options.quick, rows=[], notes=[], threads=[], plans={})
    table = tables.Markdown() if options.markdown else tables.Terminal()
    table.machine(result)
    for name in names:
        if not os.path.exists(models.Model(options.out, name).margins):
            result["notes"].append((name, "", "not made: make bench-engine-setup MODELS=" + name))
            continue
        # A process each: a peer that crashes takes only its model along, and threads that one model's peers left do not spin beside the next.
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            try:
                rows, notes, ratios = pool.submit(measure, options, name).result()
            except Exception as error:
                rows, notes, ratios = [], [(name, "", f"{type(error).__name__}: {error}")], []
        result["rows"] += rows
        result["notes"] += notes
        result["threads"] += ratios
        result["plans"][name] = plan(options, name)
        table.model(name, rows, options)
    result["bars"] = bars.judged(result["rows"], names)
    table.bars(result["bars"])
    table.threads(result["threads"])
    table.plans(result["plans"])
    table.notes(result["notes"])
    if options.json:
        with open(options.json, "w") as f:
            json.dump(result, f, indent=1)
    if any(row["bits_equal"] is False for row in result["rows"]):
        sys.exit("bench-engine: margins differ from the library's own")


if __name__ == "__main__":
    main()
