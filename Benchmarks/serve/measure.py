#!/usr/bin/env python3
"""serve beside its peers, line by line: the table of what it has to reach, and every figure as JSON.

    measure.py PEERS WORK --json OUT [--lines nginx,open] [--rounds 5] [--seconds 4] [--quick]

The server has one core and the generator the other. Where two things are compared they run in turn, round by round, and the figure is the
median over the rounds. --quick measures the first three lines only, in three rounds of two seconds.
"""
import argparse
import json
import os
import sys
import time

import closed
from bench import Bench, fail
from lines import LINES, QUICK

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peers")
parser.add_argument("work")
parser.add_argument("--json", required=True)
parser.add_argument("--lines", default="", help="names, comma-separated: " + ", ".join(line.name for line in LINES))
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=int, default=4)
parser.add_argument("--quick", action="store_true")
options = parser.parse_args()
if options.quick:
    options.rounds, options.seconds = 3, 2
names = options.lines.split(",") if options.lines else QUICK if options.quick else [line.name for line in LINES]
unknown = set(names) - {line.name for line in LINES}
if unknown:
    fail(f"there is no line {', '.join(sorted(unknown))}; there are {', '.join(line.name for line in LINES)}")


def measure(bench, line):
    print(f"== {line.name}: {line.what}", flush=True)
    try:
        result = line.measure(bench)
    except (RuntimeError, OSError) as error:
        result = {"failed": str(error)}
    return {"name": line.name, "what": line.what, "unit": line.unit, "bar": line.bar, "goal": line.goal, **result}


def print_table(results):
    print(f"\n{'line':<10}{'measured':>11}{'at least':>10}{'goal':>8}  {'':<7}what")
    for line in LINES:
        result = results.get(line.name)
        if result is None:
            continue
        if "figure" not in result:
            print(f"{line.name:<10}{'-':>11}{'':>20} {line.what}: {result.get('skipped') or result.get('failed')}")
            continue
        bar, goal = ("-" if mark is None else f"{mark:g} {line.unit}" for mark in (line.bar, line.goal))
        result["verdict"] = line.verdict(result["figure"])
        print(f"{line.name:<10}{result['figure']:>8.3g} {line.unit:<2}{bar:>10}{goal:>8}  {result['verdict']:<7}{line.what}")


def print_servers(rows):
    nginx = {(row["rows"], row["connections"]): row["cpu_ms_per_1k"] for row in rows if row["server"] == "nginx-return"}
    print(f"\n{'server':<16}{'rows':>5}{'conns':>6}{'req/s':>9}{'p50 us':>8}{'p99 us':>8}{'CPU us/req':>11}{'of nginx':>9}{'RSS MiB':>8}"
          f"{'other':>6}")
    for row in rows:
        row["of_nginx"] = row["cpu_ms_per_1k"] / nginx[(row["rows"], row["connections"])]
        print(f"{row['server']:<16}{row['rows']:>5}{row['connections']:>6}{row['rps']:>9.0f}{row['p50_us']:>8.0f}{row['p99_us']:>8.0f}"
              f"{row['cpu_ms_per_1k']:>11.2f}{row['of_nginx']:>9.2f}{row['rss']:>8.1f}{row['foreign']:>6.2f}")


def main():
    begun = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    bench = Bench(options.peers, options.work, options.quick, options.rounds, options.seconds)
    # A run of some lines leaves the figures of the others as they were.
    document = {}
    if options.lines and os.path.exists(options.json):
        with open(options.json) as f:
            document = json.load(f)
    results = {line.name: measure(bench, line) for line in LINES if line.name in names}
    servers = closed.servers(bench) if "rounds" in closed.cache else []
    if servers:
        print_servers(servers)
    print_table(results)
    for result in results.values():
        result.update(started=begun, rounds=options.rounds, seconds=options.seconds)
    document["lines"] = {**document.get("lines", {}), **results}
    if servers:
        document["servers"] = servers
    document["notes"] = bench.notes
    with open(options.json, "w") as f:
        json.dump(document, f, indent=1)
    failed = [name for name, result in results.items() if "failed" in result]
    if failed:
        sys.exit(f"bench-serve: not measured: {', '.join(failed)}")


main()
