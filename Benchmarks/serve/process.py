"""What the process itself takes: memory, size, time to start."""
import json
import os
import resource
import subprocess
import sys

from bench import copies, espalier, median

IDLE_PORT = 18420
MODEL_COUNT = 100


def idle_connection(bench):
    """Resident bytes for each of 10,000 connections that asked once and wait, by the peers' script."""
    held = 1_000 if bench.quick else 10_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = min(held, (hard if hard != resource.RLIM_INFINITY else 1 << 20) - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, held + 200)), hard))
    out = bench.path("idle.json")
    subprocess.run(
        [sys.executable, os.path.join(bench.peers, "bench_serving.py"), "--envs", bench.path("envs"), "--work", bench.path("work"),
         "--peers", "none", "--only-idle", "--idle", str(held), "--idle-peers", "nginx-return",
         "--also", f"espalier=http://127.0.0.1:{IDLE_PORT}/predict/a", "--body", bench.body("plain1.json"), "--rows-of", "1",
         "--command", f"espalier={bench.serve} --host 127.0.0.1 --port {IDLE_PORT} --admin-port 0 --threads 1 --max-connections 20000 "
         f"--idle-timeout-ms 600000 {bench.path('models')}", "--json", out], check=True, stdout=subprocess.DEVNULL)
    with open(out) as f:
        rows = {row["peer"]: row for row in json.load(f)["idle"]}
    if "espalier" not in rows or rows["espalier"]["alive"] < held:
        raise RuntimeError(f"the connections were not all held: {rows}")
    return {"figure": rows["espalier"]["per_conn"], "connections": held, "nginx": rows.get("nginx-return", {}).get("per_conn")}


def resident(bench):
    """Right after the line that says ready, with a folder that holds no model."""
    folder = bench.path("no-models")
    os.makedirs(folder, exist_ok=True)

    def start():
        with espalier(bench, folder, "--allow-no-models") as server:
            return server.resident_bytes(), server.start_seconds
    runs = [start() for _ in range(5)]
    return {"figure": median(r for r, _ in runs) / 1e6, "start_seconds": median(s for _, s in runs)}


def binary(bench):
    return {"figure": os.path.getsize(bench.serve) / 1e6}


def start_of_hundred(bench):
    """From the start of the process to its line that says ready; on one core, and on all."""
    def imported(name, folder):
        subprocess.run([bench.path("bundle"), "import", bench.path("work/model.json"), "--name", name, "--output", folder,
                        "--classes", "0,1", "--progress", "none"], check=True, stdout=subprocess.DEVNULL)
    folder = copies(imported, MODEL_COUNT, bench.path("hundred"))

    def seconds(cores):
        with espalier(bench, folder, cores=cores) as server:
            return server.start_seconds
    both = f"0-{os.cpu_count() - 1}"
    runs = [(seconds(both), seconds("0")) for _ in range(max(3, bench.rounds))]
    return {"figure": median(a for a, _ in runs), "one_core_seconds": median(b for _, b in runs), "cores": os.cpu_count()}
