"""Times of several engines for the same work, taken in turn: every round runs each engine once, so that what else the machine does meets all of
them, and ratios are of the same minutes.

Two clocks. `wall` is what passes. `cpu` is wall times the share of it in which this process ran (CPU time of the process over wall time
around the same repetition): with one thread that leaves out what others on the machine took. With one thread `cpu` counts, with more `wall`.
"""
import dataclasses
import statistics
import time

LONG_SECONDS = 0.3  # A call longer than this is repeated less.


@dataclasses.dataclass
class Effort:
    """How long to measure."""

    repetition_seconds: float = 0.01
    rounds: int = 15
    rounds_of_large: int = 7
    rounds_of_long: int = 3  # 0: the call that warms up is the measurement.
    bits_seconds: float = 1.0  # For comparing one engine's margins in one batch size; 4,096 rows at least.

    @classmethod
    def quick(cls):
        return cls(repetition_seconds=0.005, rounds=9, rounds_of_large=5, rounds_of_long=0, bits_seconds=0.2)


class Entry:
    """An engine in a contest: one model, one batch size, one number of threads."""

    def __init__(self, name, engine, threads, rows, batch):
        self.name, self.engine, self.threads, self.batch = name, engine, threads, batch
        self.loops_in_c = hasattr(engine, "c") and not name.endswith(".py")
        self.rows = engine.X if self.loops_in_c else rows
        self.calls, self.rounds = 1, 1
        self.walls, self.cpus, self.shared = [], [], []

    def calibrate(self, effort):
        """One call to warm up; how many calls fill a repetition, and how many rounds the engine is in."""
        self.engine.threads(self.threads)
        first = self.elapsed(0, 1)
        seconds = first[0] if first[0] > LONG_SECONDS else max(self.elapsed(0, 1)[0], 1e-8)
        self.call_seconds = seconds
        self.calls = max(1, min(int(effort.repetition_seconds / seconds), 1_000_000))
        self.rounds = effort.rounds_of_long if seconds > LONG_SECONDS else (
            effort.rounds_of_large if self.batch >= 100_000 else effort.rounds)
        if self.rounds == 0:
            self.record(first)

    def repeat(self, round_):
        # The engine before this one left the caches to itself. Long calls find theirs on the way.
        if self.call_seconds < LONG_SECONDS / 10:
            self.elapsed(round_, max(1, self.calls // 2))
        self.record(self.elapsed(round_, self.calls))

    def record(self, elapsed):
        wall, cpu, shared = elapsed
        scale = 1e9 / (self.calls * self.batch)
        self.walls.append(wall * scale)
        self.cpus.append(cpu * scale)
        self.shared.append(shared)

    def elapsed(self, round_, calls):
        """Wall and CPU seconds of the calls, and the share of the CPU time that other threads than this one had. Each round begins at other
        rows, so that no engine learns them by heart."""
        count = len(self.rows)
        window = min(count, calls * self.batch)
        begin = round_ * window % (count - window + 1)
        rows = self.rows[begin:begin + window]
        cpu, own, wall = time.process_time(), time.thread_time(), time.perf_counter()
        if self.loops_in_c:
            self.engine.X = rows
            inside = float(self.engine.c(self.batch, calls, 1)[0]) / 1e9
        else:
            inside = self.loop(rows, calls)
        wall, own, cpu = time.perf_counter() - wall, time.thread_time() - own, time.process_time() - cpu
        if self.loops_in_c:
            self.engine.X = self.rows
        # The peers' loops prepare themselves outside their clock.
        return inside, inside * cpu / wall, 1 - own / cpu

    def loop(self, rows, calls):
        blocks = [rows[i:i + self.batch] for i in range(0, max(len(rows) - self.batch, 0) + 1, self.batch)]
        predict = self.engine.py
        begun = time.perf_counter()
        for call in range(calls):
            predict(blocks[call % len(blocks)])
        return time.perf_counter() - begun

    @property
    def nanoseconds(self):
        """Per row: the median of the clock that counts."""
        return statistics.median(self.cpus if self.threads == 1 else self.walls)

    def figures(self):
        return dict(ns_per_row=self.nanoseconds, wall_ns_per_row=statistics.median(self.walls), cpu_ns_per_row=statistics.median(self.cpus),
                    min_wall_ns_per_row=min(self.walls), repetitions=len(self.walls), calls=self.calls)


def contest(entries, effort):
    """Runs the entries in turn. Gives those that failed with why."""
    failed = []
    running = []
    for entry in entries:
        try:
            entry.calibrate(effort)
            running.append(entry)
        except Exception as error:
            failed.append((entry, f"{type(error).__name__}: {str(error)[:200]}"))
    for round_ in range(max((entry.rounds for entry in running), default=0)):
        for entry in running:
            if round_ < entry.rounds:
                entry.repeat(round_)
    return failed
