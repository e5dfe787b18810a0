"""Open loops by loadtest: requests are due at times of their own, and latency counts from then."""
import json
import subprocess

from bench import espalier, floor, median

RATE = 5_000
HEAVY_ROWS, HEAVY_RATE = 1_000, 100
OVERLOAD_ROWS = 64


def p99(figures):
    value = figures["latency"].get("p99")
    if value is None:
        raise RuntimeError("too few answers for a p99")
    return value / 1000


def against_floor(bench):
    """In turn with the C floor, the same second of load for each."""
    def run(server, path):
        return p99(bench.load(server.url(path), bench.body("plain1.json"), "--rate", RATE, "--connections", 32, "--warm-up", "1s"))
    pairs = []
    with espalier(bench, bench.path("models")) as ours, floor(bench) as least:
        for _ in range(bench.rounds):
            pairs.append((run(ours, "/predict/a"), run(least, "/")))
    return {"figure": median(a / b for a, b in pairs), "espalier_us": median(a for a, _ in pairs), "floor_us": median(b for _, b in pairs)}


def light_beside_heavy(bench):
    """Light requests alone and beside heavy ones, in turn; loop and worker have one core, both generators the other."""
    heavy = repeated_rows(bench, HEAVY_ROWS)

    def light(server):
        return p99(bench.load(server.url("/predict/a"), bench.body("plain1.json"), "--rate", RATE, "--connections", 32))

    def beside(server):
        command = bench.load_command(server.url("/predict/a"), heavy, bench.path("heavy.json"), "--rate", HEAVY_RATE, "--connections", 32,
                                     "--warm-up", "0s", seconds=bench.seconds + 2, rows=HEAVY_ROWS)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other:
            figure = light(server)
            other.wait()
        with open(bench.path("heavy.json")) as f:
            answered = json.load(f)["requests"]
        return figure, answered["succeeded"] / max(1, answered["due"])
    alone, with_heavy, answered = [], [], []
    with espalier(bench, bench.path("models"), "--workers", "1") as server:
        for _ in range(bench.rounds):
            alone.append(light(server))
            figure, share = beside(server)
            with_heavy.append(figure)
            answered.append(share)
    return {"figure": median(b / a for a, b in zip(alone, with_heavy)), "alone_us": median(alone), "beside_us": median(with_heavy),
            "heavy_answered": median(answered)}


def repeated_rows(bench, count):
    """A body of so many rows: those of the peers' body over and over."""
    path = bench.path(f"rows{count}.json")
    with open(bench.body("mlflow_instances_64.json")) as f:
        rows = json.load(f)["instances"]
    with open(path, "w") as f:
        json.dump({"instances": [rows[number % len(rows)] for number in range(count)]}, f, separators=(",", ":"))
    return path


cache = {}


def overload(bench):
    """Capacity by a closed loop, then 0.9 of it and twice as much in an open one, all in turn. Latency is compared with that at the peak."""
    if "overload" not in cache:
        body, rows = bench.body(f"mlflow_instances_{OVERLOAD_ROWS}.json"), OVERLOAD_ROWS
        runs = []
        with espalier(bench, bench.path("heavy"), "--workers", "1") as server:
            url = server.url("/predict/heavy")
            for _ in range(bench.rounds):
                at_peak = bench.load(url, body, "--connections", 32, rows=rows)
                peak = at_peak["requests"]["per_second"]
                below = bench.load(url, body, "--rate", int(0.9 * peak), "--connections", 256, rows=rows, check=False)
                above = bench.load(url, body, "--rate", int(2 * peak), "--connections", 256, rows=rows, check=False)
                runs.append((at_peak, peak, below, above))
        cache["overload"] = {
            "peak_per_second": median(peak for _, peak, _, _ in runs),
            "goodput_percent": median(100 * above["requests"]["succeeded"] / above["measured_seconds"] / peak for _, peak, _, above in runs),
            "p99_peak_us": median(p99(at_peak) for at_peak, _, _, _ in runs),
            "p99_below_us": median(p99(below) for _, _, below, _ in runs), "p99_above_us": median(p99(above) for _, _, _, above in runs),
            "p99_ratio": median(p99(above) / p99(at_peak) for at_peak, _, _, above in runs),
            "p99_ratio_to_below": median(p99(above) / p99(below) for _, _, below, above in runs),
            "refused_share": median(above["requests"]["refused"] / above["requests"]["begun"] for _, _, _, above in runs)}
    return cache["overload"]


def goodput(bench):
    return {"figure": overload(bench)["goodput_percent"], **overload(bench)}


def latency_under_overload(bench):
    return {"figure": overload(bench)["p99_ratio"], **overload(bench)}
