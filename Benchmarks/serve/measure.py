#!/usr/bin/env python3
"""serve beside the peers: one table of medians with ratios, and what the process itself takes.

    measure.py PEERS WORK --json OUT [--rounds 5] [--seconds 4] [--quick]

Every round runs each server once, in turn, by the peers' own script (wrk on one core, the server alone on the other), so that what
else the machine does meets all of them; the table has medians over the rounds. CPU is the server's, user and system, per request.
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("peers")
parser.add_argument("work")
parser.add_argument("--json", required=True)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=int, default=4)
parser.add_argument("--quick", action="store_true", help="three rounds of two seconds")
options = parser.parse_args()
if options.quick:
    options.rounds, options.seconds = 3, 2

work = os.path.abspath(options.work)
bodies = os.path.join(work, "work", "bodies")
serve, models = os.path.join(work, "serve"), os.path.join(work, "models")
PORT = 18400
PEERS = ["nginx-return", "epoll-fixed", "fastapi-raw"]


def one_round(number):
    out = os.path.join(work, "round.json")
    subprocess.run(
        [sys.executable, os.path.join(options.peers, "bench_serving.py"), "--envs", os.path.join(work, "envs"),
         "--work", os.path.join(work, "work"), "--peers", ",".join(PEERS), "--repeats", "1", "--seconds", str(options.seconds),
         "--attempts", "1", "--also", f"espalier=http://127.0.0.1:{PORT}/predict/m",
         "--body", f"{bodies}/plain1.json,{bodies}/mlflow_instances_64.json", "--no-check",
         "--command", f"espalier={serve} --host 127.0.0.1 --port {PORT} --admin-port 0 --threads 1 {models}", "--json", out],
        check=True)
    with open(out) as f:
        rows = json.load(f)["rows"]
    wanted = (len(PEERS) + 1) * 4
    if len(rows) != wanted:
        sys.exit(f"round {number}: {len(rows)} of {wanted} lines were measured; see above")
    return rows


def median_rows(rounds):
    """The median of every figure over the rounds, by server, rows and connections."""
    merged = {}
    for rows in rounds:
        for row in rows:
            merged.setdefault((row["peer"], int(row["rows"]), row["conns"]), []).append(row)
    figures = ("rps", "p50_us", "p99_us", "cpu_ms_per_1k", "rss", "foreign", "bad")
    return {key: {f: statistics.median(r[f] for r in runs) for f in figures} for key, runs in merged.items()}


def start():
    """Seconds from the start of the process to the line that says it is ready, its resident MiB then, and a clean end."""
    begun = time.perf_counter()
    process = subprocess.Popen([serve, "--host", "127.0.0.1", "--port", "0", "--admin-port", "0", models],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    seconds = time.perf_counter() - begun
    with open(f"/proc/{process.pid}/smaps_rollup") as f:
        resident = next(int(x.split()[1]) for x in f if x.startswith("Rss:")) / 1024
    process.send_signal(signal.SIGTERM)
    if not line.startswith("serve: ready") or process.wait(30) != 0:
        sys.exit(f"serve said {line!r} and ended with {process.returncode}")
    return seconds, resident


def main():
    begun = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    medians = median_rows([one_round(number + 1) for number in range(options.rounds)])
    starts = [start() for _ in range(11)]
    process = {"start_seconds": statistics.median(s for s, _ in starts), "start_rss_mib": statistics.median(r for _, r in starts),
               "binary_mib": os.path.getsize(serve) / 2**20}
    print(f"\nMedians of {options.rounds} rounds of {options.seconds} s\n")
    print(f"{'server':<14}{'rows':>5}{'conns':>6}{'req/s':>9}{'p50 us':>8}{'p99 us':>8}{'CPU us/req':>11}{'of nginx':>9}{'RSS MiB':>8}"
          f"{'other':>6}{'bad':>4}")
    lines = []
    for (peer, rows, conns), row in sorted(medians.items(), key=lambda item: (item[0][1], -item[0][2], item[0][0])):
        row["of_nginx"] = row["cpu_ms_per_1k"] / medians[("nginx-return", rows, conns)]["cpu_ms_per_1k"]
        lines.append({"server": peer, "rows": rows, "connections": conns, **row})
        print(f"{peer:<14}{rows:>5}{conns:>6}{row['rps']:>9.0f}{row['p50_us']:>8.0f}{row['p99_us']:>8.0f}{row['cpu_ms_per_1k']:>11.2f}"
              f"{row['of_nginx']:>9.2f}{row['rss']:>8.1f}{row['foreign']:>6.2f}{row['bad']:>4.0f}")
    print(f"\nserve, static and stripped: {process['binary_mib']:.1f} MiB; ready after {1000 * process['start_seconds']:.0f} ms, "
          f"{process['start_rss_mib']:.1f} MiB resident then (median of {len(starts)} starts)")
    with open(options.json, "w") as f:
        json.dump({"started": begun, "rounds": options.rounds, "seconds": options.seconds, "lines": lines, "process": process}, f, indent=1)


main()
