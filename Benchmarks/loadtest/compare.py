#!/usr/bin/env python3
"""loadtest beside wrk, hey and Locust, in turn on the same servers, which have a core of their own.

    compare.py LOADTEST FOLDER --json OUT [--rounds 5] [--seconds 4] [--connections 32]

Closed loop on the C floor: requests per second, latency, the client's and the server's CPU per request; the client's core is full there.
Closed loop on a server that takes its time: all clients should tell the same. Open loop at 500/s: the same
floor as Locust sees it. A server that stalls for 200 ms each second: p90, p95 and p99 of an open loop beside theory (100, 150 and 190 ms),
and what closed loops make of it. Medians over the rounds; CPU time is what stays comparable when the machine has other things to do.
"""
import argparse
import csv
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("loadtest")
parser.add_argument("folder")
parser.add_argument("--json", required=True)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=int, default=4)
parser.add_argument("--connections", type=int, default=32)
options = parser.parse_args()
HERE = os.path.dirname(os.path.abspath(__file__))
PORT, STALL_PORT = 18430, 18431
RATE = 500
work = tempfile.TemporaryDirectory()
body = os.path.join(work.name, "body.json")
with open(body, "w") as f:
    f.write('{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}')


def cpu_seconds(process):
    with open(f"/proc/{process.pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def client(command, **more):
    """The command's output and the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(["taskset", "-c", "1"] + command, capture_output=True, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode not in (0, 7):
        sys.exit(f"{command}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def wrk(port):
    lua = os.path.join(work.name, "post.lua")
    with open(lua, "w") as f:
        f.write(f"wrk.method = 'POST'\nwrk.body = {json.dumps(open(body).read())}\nwrk.headers['Content-Type'] = 'application/json'\n"
                "function done(s, l, r) io.write(string.format('RESULT %d %d %d %d %d\\n', s.requests, s.duration, l:percentile(50), "
                "l:percentile(99), s.errors.connect + s.errors.read + s.errors.write + s.errors.status + s.errors.timeout)) end\n")
    output, cpu = client(["wrk", "-t", "1", "-c", str(options.connections), "-d", f"{options.seconds}s", "-s", lua,
                          f"http://127.0.0.1:{port}/predict"])
    requests, microseconds, p50, p99, errors = map(int, re.search(r"RESULT (.*)", output).group(1).split())
    return dict(requests=requests, rate=requests * 1e6 / microseconds, p50=p50, p99=p99, cpu=cpu, errors=errors)


def hey(port):
    output, cpu = client(["hey", "-z", f"{options.seconds}s", "-c", str(options.connections), "-cpus", "1", "-m", "POST", "-T",
                          "application/json", "-D", body, "-o", "csv", f"http://127.0.0.1:{port}/predict"])
    rows = list(csv.DictReader(output.splitlines()))
    times = sorted(float(row["response-time"]) * 1e6 for row in rows)
    span = max(float(row["offset"]) for row in rows)
    return dict(requests=len(rows), rate=len(rows) / span, p50=times[len(times) // 2], p99=times[len(times) * 99 // 100], cpu=cpu,
                errors=sum(row["status-code"] != "200" for row in rows))


def loadtest(port, *arguments, seconds=None):
    path = os.path.join(work.name, "figures.json")
    _, cpu = client([options.loadtest, f"http://127.0.0.1:{port}/predict", "--body", body, "--warm-up", "0s", "--accept-invalid",
                     "--duration", f"{seconds or options.seconds}s", "--no-progress", "--json", path] + list(arguments))
    with open(path) as f:
        figures = json.load(f)
    requests, latency = figures["requests"], figures["latency"]
    return dict(requests=requests["begun"], rate=requests["per_second"], cpu=cpu, errors=requests["begun"] - requests["succeeded"],
                invalid=[reason["reason"] for reason in figures["invalid_reasons"]],
                **{name: value / 1000 for name, value in latency.items() if name[0] == "p" and value is not None})


def locust(port, users):
    """Figures of the history's end: Locust's own percentiles are of rounded milliseconds."""
    prefix = os.path.join(work.name, "locust")
    environment = dict(os.environ, LOCUST_USER_COUNT=str(users), REQUEST_RATE=str(RATE), REQUEST_BODY=body)
    _, cpu = client([os.path.join(options.folder, "python/bin/locust"), "-f", os.path.join(HERE, "locustfile.py"), "--headless", "-u",
                     str(users), "-r", str(users), "-t", f"{options.seconds * 3}s", "--host", f"http://127.0.0.1:{port}", "--csv", prefix,
                     "--only-summary"], env=environment)
    with open(prefix + "_stats.csv") as f:
        row = [row for row in csv.DictReader(f) if row["Name"] == "Aggregated"][0]
    return dict(requests=int(row["Request Count"]), rate=float(row["Requests/s"]), cpu=cpu, errors=int(row["Failure Count"]),
                **{f"p{name}": float(row[f"{name}%"]) * 1000 for name in ("50", "90", "95", "99")})


def rounds(tools, server, count):
    """The tools' runs, in turn, with the server's CPU beside the client's."""
    runs = {name: [] for name in tools}
    for _ in range(count):
        for name, tool in tools.items():
            before = cpu_seconds(server)
            run = tool()
            run["server_cpu"] = cpu_seconds(server) - before
            runs[name].append(run)
    return runs


def show(title, runs, columns):
    print(f"\n{title}")
    print(f"{'client':<24}" + "".join(f"{column:>10}" for column in ("req/s",) + columns) + f"{'CPU us/req':>12}{'server us':>11}{'errors':>8}")
    table = {}
    for name, all_runs in runs.items():
        row = {key: statistics.median(run[key] for run in all_runs if key in run) for key in ("rate",) + columns
               if any(key in run for run in all_runs)}
        row["cpu_us"] = statistics.median(run["cpu"] * 1e6 / max(1, run["requests"]) for run in all_runs)
        row["server_us"] = statistics.median(run["server_cpu"] * 1e6 / max(1, run["requests"]) for run in all_runs)
        row["errors"] = sum(run["errors"] for run in all_runs)
        row["invalid"] = sorted({reason for run in all_runs for reason in run.get("invalid", [])})
        table[name] = row
        print(f"{name:<24}{row['rate']:>10.0f}" + "".join(f"{row[c]:>10.0f}" if c in row else f"{'-':>10}" for c in columns)
              + f"{row['cpu_us']:>12.2f}{row['server_us']:>11.2f}{row['errors']:>8}"
              + (f"  not valid: {', '.join(row['invalid'])}" if row["invalid"] else ""))
    return table


def start(command):
    server = subprocess.Popen(["taskset", "-c", "0"] + command, stdout=subprocess.DEVNULL)
    port = PORT if "epoll_fixed" in command[0] else STALL_PORT
    for _ in range(200):
        try:
            urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/predict", data=b"x"), timeout=2).read()
            return server
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{command}: does not answer")


result = {}
connections = ["--connections", str(options.connections)]
floor = start([os.path.join(options.folder, "epoll_fixed"), str(PORT)])
try:
    tools = {"wrk": lambda: wrk(PORT), "hey": lambda: hey(PORT), "loadtest": lambda: loadtest(PORT, *connections)}
    result["closed"] = show(f"closed loop, {options.connections} connections, the C floor (times in us)",
                            rounds(tools, floor, options.rounds), ("p50", "p99"))
    tools = {f"Locust, {RATE}/s": lambda: locust(PORT, 50),
             f"loadtest --rate {RATE}": lambda: loadtest(PORT, "--rate", str(RATE), seconds=options.seconds * 3),
             "loadtest, poisson": lambda: loadtest(PORT, "--rate", str(RATE), "--arrivals", "poisson", seconds=options.seconds * 3)}
    result["open"] = show(f"open loop, {RATE} requests/s, the C floor (times in us)", rounds(tools, floor, max(1, options.rounds // 2)),
                          ("p50", "p90", "p99"))
finally:
    floor.terminate()
    floor.wait()
busy = start([sys.executable, os.path.join(HERE, "stalling.py"), str(STALL_PORT), "0", "200"])
try:
    tools = {"wrk": lambda: wrk(STALL_PORT), "hey": lambda: hey(STALL_PORT), "loadtest": lambda: loadtest(STALL_PORT, *connections)}
    result["busy"] = show(f"closed loop, {options.connections} connections, a server that takes 200 us for each request (times in us)",
                          rounds(tools, busy, options.rounds), ("p50", "p99"))
finally:
    busy.terminate()
    busy.wait()
stalling = start([sys.executable, os.path.join(HERE, "stalling.py"), str(STALL_PORT), "200", "0"])
try:
    asked = ["--percentiles", "p50,p90,p95,p99"]
    tools = {f"loadtest --rate {RATE}": lambda: loadtest(STALL_PORT, "--rate", str(RATE), *asked, seconds=options.seconds * 3),
             "loadtest, poisson": lambda: loadtest(STALL_PORT, "--rate", str(RATE), "--arrivals", "poisson", *asked,
                                                   seconds=options.seconds * 3),
             "loadtest, closed": lambda: loadtest(STALL_PORT, "--connections", "4", *asked),
             f"Locust, 500 users": lambda: locust(STALL_PORT, 500)}
    result["stalls"] = show("a server that stalls for 200 ms each second; theory: p90 100000, p95 150000, p99 190000 (times in us)",
                            rounds(tools, stalling, max(1, options.rounds // 2)), ("p50", "p90", "p95", "p99"))
finally:
    stalling.terminate()
    stalling.wait()

closed = result["closed"]
print()
for other in ("wrk", "hey"):
    share = result["busy"]["loadtest"]["rate"] / result["busy"][other]["rate"] - 1
    print(f"where the server is what is slow, loadtest reports {100 * share:+.1f} % of what {other} does; on the floor, where the client "
          f"is, it sends {closed['loadtest']['rate'] / closed[other]['rate']:.2f} times as much")
print(f"a core of loadtest makes {1e6 / closed['loadtest']['cpu_us']:.0f} requests/s by its CPU time")
with open(options.json, "w") as f:
    json.dump(result, f, indent=2)
