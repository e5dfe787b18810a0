#!/usr/bin/env python3
"""`score` beside what people use to score files, on the same files, on all cores: wall time, memory, bits, and a run that is killed.

    compare.py WORK SCORE BENCHMARK --gigabytes 5 --reps 5 --json FILE

Ours is the whole process; a peer's seconds are counted without the start of its interpreter and its imports. On the small file all take turns, and
the median counts; the large one is scored once by the fastest peer of each model.
"""
import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
XGBOOST_PEERS = ["pandas + XGBoost", "pandas (Arrow) + XGBoost", "polars + XGBoost"]
# Model, file, peers, and how many times faster than the fastest of them ours has to be.
CONTESTS = [("a", "flights.csv", XGBOOST_PEERS, 5, 9), ("b", "flights.csv", XGBOOST_PEERS, 12, 25),
            ("c", "flights_codes.csv", ["LightGBM from file"], None, None)]
MEMORY_MEGABYTES_MAX = 256

# A process counts the memory of the one that started it until it has become itself, so a small one starts it, not this large one.
TIMER = """
import os, sys, time
start = time.perf_counter()
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
print(status, time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


class Contest:
    def __init__(self, options):
        self.options = options
        self.rows = []

    def path(self, name):
        return os.path.join(self.options.work, name)

    def ours(self, model, source, *arguments, output="ours.csv"):
        """Seconds, CPU seconds and peak memory (MB) of one whole process."""
        command = [self.options.score, self.path(f"models/{model}"), self.path(source), "-o", self.path(output), "--progress", "none", *arguments]
        line = subprocess.run([sys.executable, "-I", "-S", "-c", TIMER] + command, check=True, capture_output=True, text=True).stdout
        status, *figures = line.split()
        if status != "0":
            sys.exit(f"bench-score: score failed with status {status}: {' '.join(command)}")
        return [float(figure) for figure in figures]

    def peer(self, name, model, source):
        command = [sys.executable, os.path.join(HERE, "peers.py"), name, self.options.work, model, self.path(source), self.path("peer.csv")]
        run = subprocess.run([sys.executable, "-I", "-S", "-c", TIMER.replace("(os.POSIX_SPAWN_OPEN, 2, \"/dev/null\", os.O_WRONLY, 0)", "")] + command,
                             check=True, capture_output=True, text=True)
        seconds, figures = run.stdout.split("\n")[:2]
        if figures.split()[0] != "0":
            print(f"  {name}: failed, left out: {run.stderr.strip().splitlines()[-1:]}")
            return None
        return [float(seconds), float(figures.split()[2]), float(figures.split()[3])]

    def add(self, what, model, engine, figures, byte_count, row_count, **more):
        seconds, cpu, memory = figures
        self.rows.append(dict(what=what, model=model, engine=engine, seconds=seconds, cpu_seconds=cpu, megabytes=memory,
                              megabytes_per_second=byte_count / 1e6 / seconds, rows_per_second=row_count / seconds, **more))
        ratio = f"{more['ratio']:6.1f} x" + (f"  (at least {more['bar']} x, goal {more['goal']} x)" if more.get("bar") else "") if "ratio" in more else ""
        print(f"  {model}  {engine:26} {seconds:8.3f} s {cpu:8.2f} CPU s {byte_count / 1e6 / seconds:8.1f} MB/s "
              f"{row_count / seconds:12,.0f} rows/s {memory:8.1f} MB {ratio}")

    def small(self):
        print("nyc_flights, whole, medians of interleaved repetitions:")
        for model, source, peers, bar, goal in CONTESTS:
            runs = {"score": []} | {peer: [] for peer in peers}
            for _ in range(self.options.reps):
                runs["score"].append(self.ours(model, source))
                for peer in peers:
                    runs[peer].append(self.peer(peer, model, source))
            self.tell("small", model, source, runs, bar, goal)

    def large(self):
        gigabytes = self.options.gigabytes
        print(f"a file of {gigabytes:g} GB made from it, one run, the fastest peer on the small file (Arrow's reader takes whole files and is left out):")
        source = f"flights_{gigabytes:g}gb.csv"
        for model, _, peers, bar, goal in CONTESTS[:2]:
            small = [row for row in self.rows if row["what"] == "small" and row["model"] == model and row["engine"] in peers
                     and "Arrow" not in row["engine"]]
            peer = min(small, key=lambda row: row["seconds"])["engine"]
            self.tell("large", model, source, {"score": [self.ours(model, source)], peer: [self.peer(peer, model, source)]}, bar, goal)
        memory = max(row["megabytes"] for row in self.rows if row["what"] in ("small", "large") and row["engine"] == "score")
        print(f"  peak memory of score: {memory:.0f} MB (at most {MEMORY_MEGABYTES_MAX})")

    def tell(self, what, model, source, runs, bar, goal):
        byte_count = os.path.getsize(self.path(source))
        row_count = sum(chunk.count(b"\n") for chunk in iter(lambda f=open(self.path(source), "rb"): f.read(1 << 24), b"")) - 1
        medians = {engine: [statistics.median(column) for column in zip(*figures)] for engine, figures in runs.items() if all(figures)}
        fastest = min((engine for engine in medians if engine != "score"), key=lambda engine: medians[engine][0], default=None)
        for engine, figures in medians.items():
            more = dict(ratio=medians[fastest][0] / figures[0], bar=bar, goal=goal, fastest_peer=fastest) if engine == "score" and fastest else {}
            self.add(what, model, engine, figures, byte_count, row_count, **more)

    def bits(self):
        """Margins of `score` against the libraries' own, as bits."""
        import lightgbm
        import pandas as pd
        import xgboost

        print("margins against the library's own:")
        with open(self.path("columns.json")) as file:
            known = json.load(file)
        types = {c: np.float32 for c in known["columns"]} | {c: pd.CategoricalDtype(v) for c, v in known["categories"].items()}
        for model, source, *_ in CONTESTS:
            self.ours(model, source, "--margin")
            margins = pd.read_csv(self.path("ours.csv"))["margin"].to_numpy()
            if model == "c":
                # From a table: where LightGBM reads the file itself its parser does not round correctly.
                theirs = lightgbm.Booster(model_file=self.path("c.txt")).predict(pd.read_csv(self.path(source)), raw_score=True)
            else:
                table = xgboost.DMatrix(pd.read_csv(self.path(source), dtype=types), enable_categorical=True)
                theirs = xgboost.Booster(model_file=self.path(f"{model}.json")).predict(table, output_margin=True)
                margins = margins.astype(np.float32)
            equal = bool(margins.dtype == theirs.dtype and margins.tobytes() == theirs.tobytes())
            self.rows.append(dict(what="bits", model=model, engine="score", equal=equal, rows=len(theirs)))
            print(f"  {model}  {'the same bits' if equal else 'DIFFERENT'} in {len(theirs):,} rows")

    def other_formats(self):
        print("the same rows in other forms:")
        for source in ["flights.ndjson"]:
            runs = [self.ours("a", source) for _ in range(self.options.reps)]
            self.tell("format", "a", source, {f"score, {source.split('.')[-1]}": runs}, None, None)

    def parse_alone(self):
        print("parsing alone, one core, every field to float32:")
        for name, table, rate_min, goal in [("flights_codes.csv", "flights_codes.csv", 0.8, 1.2), ("flights.ndjson", "flights.csv", 0.5, None)]:
            # The table's columns are those that are looked for in the other form.
            command = [self.options.benchmark, "csv", self.path(table)] + (["--input", self.path(name)] if name != table else [])
            rates = []
            for _ in range(self.options.reps):
                run = subprocess.run(command, capture_output=True, text=True)
                if run.returncode != 0:
                    print(f"  {name}: not measured: {run.stderr.strip()}")
                    break
                rates.append(json.loads(run.stdout)["megabytes_per_cpu_second"] / 1e3)
            if rates:
                rate = statistics.median(rates)
                self.rows.append(dict(what="parse", file=name, gigabytes_per_second=rate, bar=rate_min, goal=goal))
                print(f"  {name:20} {rate:6.2f} GB per CPU second (at least {rate_min}" + (f", goal {goal})" if goal else ")"))

    def resume(self):
        """Killed again and again, resumed each time: the bytes of a run that nobody disturbed."""
        source = f"flights_{self.options.gigabytes:g}gb.csv" if self.options.gigabytes > 0 else "flights.csv"
        whole_seconds = self.ours("a", source, output="whole.csv")[0]
        output = self.path("resumed.csv")
        for name in os.listdir(self.options.work):
            if name.startswith("resumed.csv"):
                os.remove(self.path(name))
        command = [self.options.score, self.path("models/a"), self.path(source), "-o", output, "--progress", "none", "--resume"]
        generator, kills, start = random.Random(1), 0, time.perf_counter()
        while True:
            run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            try:
                code = run.wait(timeout=max(0.02, whole_seconds * generator.uniform(0.1, 0.6))) if kills < 5 else run.wait()
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
                run.wait()
                kills += 1
                continue
            if code != 0:
                sys.exit(f"bench-score: the resumed run failed with status {code}")
            break
        equal = subprocess.run(["cmp", "-s", self.path("whole.csv"), output]).returncode == 0
        self.rows.append(dict(what="resume", kills=kills, equal=equal, seconds=time.perf_counter() - start, whole_seconds=whole_seconds))
        print(f"killed {kills} times and resumed: {'identical bytes' if equal else 'DIFFERENT BYTES'}, "
              f"{time.perf_counter() - start:.1f} s in all, {whole_seconds:.1f} s undisturbed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["work", "score", "benchmark"]:
        parser.add_argument(name)
    parser.add_argument("--gigabytes", type=float, default=5)
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--json", required=True)
    options = parser.parse_args()
    contest = Contest(options)
    print(f"load {os.getloadavg()[0]:.1f} at the start, {os.cpu_count()} cores")
    contest.small()
    contest.bits()
    contest.other_formats()
    contest.parse_alone()
    if options.gigabytes > 0:
        contest.large()
    contest.resume()
    with open(options.json, "w") as out:
        json.dump(contest.rows, out, indent=1)


if __name__ == "__main__":
    main()
