#!/usr/bin/env python3
"""loadtest beside wrk on the same server: the C floor of the peers, one connection a slot, in turn.

    loadtest.py LOADTEST EPOLL_FIXED BODY [--rounds 5] [--seconds 4] [--connections 32]

Requests per second, latency and the client's own CPU per request, medians over the rounds. Server and client have a core each.
"""
import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("loadtest")
parser.add_argument("server")
parser.add_argument("body")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=int, default=4)
parser.add_argument("--connections", type=int, default=32)
options = parser.parse_args()
PORT = 18410
URL = f"http://127.0.0.1:{PORT}/predict"

work = tempfile.TemporaryDirectory()
lua = os.path.join(work.name, "post.lua")
with open(options.body, "rb") as f:
    body = f.read().decode()
with open(lua, "w") as f:
    f.write(f"wrk.method = 'POST'\nwrk.body = {json.dumps(body)}\nwrk.headers['Content-Type'] = 'application/json'\n"
            "function done(s, l, r) io.write(string.format('RESULT %d %d %d %d %d\\n', s.requests, s.duration, l:percentile(50), "
            "l:percentile(99), s.errors.connect + s.errors.read + s.errors.write + s.errors.status + s.errors.timeout)) end\n")


def client(command):
    """The command's output and the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(["taskset", "-c", "1"] + command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode != 0:
        sys.exit(f"{command}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def wrk():
    output, cpu = client(["wrk", "-t", "1", "-c", str(options.connections), "-d", f"{options.seconds}s", "-s", lua, URL])
    requests, microseconds, p50, p99, errors = map(int, re.search(r"RESULT (.*)", output).group(1).split())
    return requests * 1e6 / microseconds, p50, p99, cpu * 1e6 / requests, errors


def loadtest():
    path = os.path.join(work.name, "figures.json")
    _, cpu = client([options.loadtest, URL, "--body", options.body, "--connections", str(options.connections), "--warm-up", "0s",
                     "--duration", f"{options.seconds}s", "--no-progress", "--json", path])
    with open(path) as f:
        figures = json.load(f)
    requests, latency = figures["requests"], figures["latency"]
    return (requests["per_second"], latency["p50"] / 1000, latency["p99"] / 1000, cpu * 1e6 / requests["begun"],
            requests["begun"] - requests["succeeded"])


server = subprocess.Popen(["taskset", "-c", "0", options.server, str(PORT)], stdout=subprocess.DEVNULL)
try:
    time.sleep(0.5)
    runs = {"wrk": [], "loadtest": []}
    for _ in range(options.rounds):
        runs["wrk"].append(wrk())
        runs["loadtest"].append(loadtest())
finally:
    server.terminate()
    server.wait()
print(f"{'client':<10}{'req/s':>9}{'p50 us':>8}{'p99 us':>8}{'CPU us/req':>11}{'errors':>7}")
medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in runs.items()}
for name, row in medians.items():
    print(f"{name:<10}{row[0]:>9.0f}{row[1]:>8.0f}{row[2]:>8.0f}{row[3]:>11.2f}{row[4]:>7.0f}")
print(f"loadtest sends {medians['loadtest'][0] / medians['wrk'][0]:.2f} times what wrk sends")
