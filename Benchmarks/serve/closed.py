"""Closed loops by the peers' own script: every round runs each server once, so that what else the machine does meets all of them.

CPU is the server's, user and system, per request; a ratio is taken within a round, and the median over the rounds is the figure.
"""
import json
import os
import subprocess
import sys

from bench import LOAD_CORE, SERVER_CORE, espalier, fail, median

PORT = 18400
cache = {}


def rounds(bench):
    """[{(server, rows, connections): line of bench_serving.py}, ...], measured once for all lines that need it."""
    if "rounds" not in cache:
        cache["rounds"] = [one_round(bench, number + 1) for number in range(bench.rounds)]
    return cache["rounds"]


def has_mlserver(bench):
    return os.path.exists(os.path.join(bench.path("envs"), "mlserver", "bin", "mlserver"))


def one_round(bench, number):
    out = bench.path("round.json")
    peers = ["nginx-return", "epoll-fixed", "fastapi-raw"] + (["mlserver-inproc"] if has_mlserver(bench) and not bench.quick else [])
    connections = "32" if bench.quick else "32,1"
    subprocess.run(
        [sys.executable, os.path.join(bench.peers, "bench_serving.py"), "--envs", bench.path("envs"), "--work", bench.path("work"),
         "--peers", ",".join(peers), "--repeats", "1", "--seconds", str(bench.seconds), "--attempts", "1", "--connections", connections,
         "--also", f"espalier=http://127.0.0.1:{PORT}/predict/a", "--strict",
         "--body", f"{bench.body('plain1.json')},{bench.body('mlflow_instances_64.json')}",
         "--command", f"espalier={bench.serve} --host 127.0.0.1 --port {PORT} --admin-port 0 --threads 1 {bench.path('models')}",
         "--server-cpus", SERVER_CORE, "--load-cpus", LOAD_CORE, "--json", out], check=True)
    with open(out) as f:
        rows = json.load(f)["rows"]
    wanted = (len(peers) + 1) * 2 * len(connections.split(","))
    if len(rows) != wanted:
        fail(f"round {number}: {len(rows)} of {wanted} lines were measured; see above")
    wrong = [f"{row['peer']}, {row['rows']} rows" for row in rows if row["bad"] or row["right"] is False]
    if wrong:
        fail(f"round {number}: wrong answers or failed requests: {', '.join(wrong)}")
    return {(row["peer"], int(row["rows"]), row["conns"]): row for row in rows}


def servers(bench):
    """The median of every figure over the rounds, by server, rows and connections."""
    figures = ("rps", "p50_us", "p99_us", "cpu_ms_per_1k", "rss", "foreign")
    return [{"server": key[0], "rows": key[1], "connections": key[2], **{f: median(r[key][f] for r in rounds(bench)) for f in figures}}
            for key in sorted(rounds(bench)[0], key=lambda key: (key[1], -key[2], key[0]))]


def ratio(bench, above, below, rows):
    ratios = [r[(above, rows, 32)]["cpu_ms_per_1k"] / r[(below, rows, 32)]["cpu_ms_per_1k"] for r in rounds(bench)]
    return {"figure": median(ratios), "least": min(ratios), "most": max(ratios),
            "espalier_us": median(r[("espalier", rows, 32)]["cpu_ms_per_1k"] for r in rounds(bench)),
            "other_us": median(r[(above if below == "espalier" else below, rows, 32)]["cpu_ms_per_1k"] for r in rounds(bench))}


def against_nginx(bench):
    return ratio(bench, "espalier", "nginx-return", 1)


def against_fastapi(bench):
    return ratio(bench, "fastapi-raw", "espalier", 1)


def rows_against_fastapi(bench):
    return ratio(bench, "fastapi-raw", "espalier", 64)


def against_mlserver(bench):
    if not has_mlserver(bench):
        return {"skipped": "MLServer's environment is not there"}
    return ratio(bench, "mlserver-inproc", "espalier", 1)


def two_loops(bench):
    """One and two loops in turn, on both cores with the generator; two cores show whether loops disturb each other, not how they scale."""
    def microseconds(threads):
        with espalier(bench, bench.path("models"), "--threads", str(threads), cores="0,1") as server:
            bench.load(server.url("/predict/a"), bench.body("plain1.json"), "--connections", 32, seconds=1)
            before = server.cpu_seconds()
            figures = bench.load(server.url("/predict/a"), bench.body("plain1.json"), "--connections", 32, "--warm-up", "0s")
            return (server.cpu_seconds() - before) * 1e6 / figures["requests"]["begun"], figures["requests"]["per_second"]
    pairs = [(microseconds(1), microseconds(2)) for _ in range(bench.rounds)]
    return {"figure": median(two[0] / one[0] for one, two in pairs), "one_us": median(one[0] for one, _ in pairs),
            "two_us": median(two[0] for _, two in pairs), "one_per_second": median(one[1] for one, _ in pairs),
            "two_per_second": median(two[1] for _, two in pairs)}
