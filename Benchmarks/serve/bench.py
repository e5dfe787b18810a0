"""What the lines of `make bench-serve` share: where things lie, servers that are started and ended, loadtest, CPU and memory."""
import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time

SERVER_CORE, LOAD_CORE = "0", "1"
TICK = os.sysconf("SC_CLK_TCK")


class Bench:
    """Folders and effort of one run."""

    def __init__(self, peers, work, quick, rounds, seconds):
        self.peers, self.work = os.path.abspath(peers), os.path.abspath(work)
        self.quick, self.rounds, self.seconds = quick, rounds, seconds
        self.serve, self.loadtest = os.path.join(self.work, "serve"), os.path.join(self.work, "loadtest")
        self.bodies = os.path.join(self.work, "work", "bodies")
        self.floor = os.path.join(self.work, "work", "epoll_fixed")
        self.notes = []

    def path(self, name):
        return os.path.join(self.work, name)

    def body(self, name):
        return os.path.join(self.bodies, name)

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)
            print(f"   ! {text}", flush=True)

    def load(self, url, body, *options, seconds=None, rows=1, check=True):
        """One run of loadtest on the load core; its figures."""
        out = self.path("loadtest.json")
        with contextlib.suppress(FileNotFoundError):
            os.remove(out)
        done = subprocess.run(self.load_command(url, body, out, *options, seconds=seconds, rows=rows), capture_output=True, text=True)
        return self.figures(out, done.returncode, done.stderr, check)

    def load_command(self, url, body, out, *options, seconds=None, rows=1):
        return ["taskset", "-c", LOAD_CORE, self.loadtest, url, "--body", body, "--rows-per-request", str(rows), "--no-progress",
                "--duration", f"{seconds or self.seconds}s", "--json", out, *map(str, options)]

    def figures(self, out, code, stderr, check):
        if not os.path.exists(out):
            raise RuntimeError(f"loadtest ended with {code}: {stderr[-400:]}")
        with open(out) as f:
            figures = json.load(f)
        if check and figures["requests"]["succeeded"] < 0.999 * figures["requests"]["begun"]:
            raise RuntimeError(f"answers failed: {figures['statuses']} {figures['errors']}")
        for reason in figures["invalid_reasons"]:
            self.note("loadtest: " + (reason.get("reason") or reason.get("kind") or str(reason) if isinstance(reason, dict) else reason))
        return figures


class Server:
    """A server on the server core, from its start to its end; its own process is ended, by its id."""

    def __init__(self, command, port=None, cores=SERVER_CORE):
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(["taskset", "-c", cores, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = port
        if port is None:
            line = self.process.stdout.readline()
            self.start_seconds = time.perf_counter() - self.begun
            if not line.startswith("serve: ready on "):
                raise RuntimeError(f"{command}: said {line!r} and ended with {self.process.poll()}")
            self.port = int(line.split(",")[0].rsplit(":", 1)[1])
        else:
            time.sleep(0.5)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def cpu_seconds(self):
        """User and system, of all its threads."""
        with open(f"/proc/{self.process.pid}/stat") as f:
            values = f.read().rsplit(")", 1)[1].split()
        return (int(values[11]) + int(values[12])) / TICK

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/smaps_rollup") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("Rss:")) * 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


def espalier(bench, models, *options, cores=SERVER_CORE):
    """serve with one loop on ports that the kernel chooses."""
    options = list(options)
    if "--threads" not in options:
        options += ["--threads", "1"]
    return Server([bench.serve, "--host", "127.0.0.1", "--port", "0", "--admin-port", "0", *options, models], cores=cores)


def floor(bench):
    """The peers' C program with a fixed answer."""
    return Server([bench.floor, "18410"], port=18410)


def median(values):
    return statistics.median(list(values))


def copies(source, count, target):
    """A folder with `count` models, each the bundle of `source` under a name of its own, made by `make(name)` where it is not there."""
    if len(os.listdir(target) if os.path.isdir(target) else []) != count:
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for number in range(count):
            source(f"a{number:03}", target)
    return target


def fail(text):
    sys.exit(f"bench-serve: {text}")
