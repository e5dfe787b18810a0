"""The lines of the table, by name: what is measured, the bar and the goal, and how."""
import closed
import open_loop
import process


class Line:
    """`measure(bench)` returns {"figure": number, ...}, or {"skipped": why}. Smaller is better unless `more_is_better`."""

    def __init__(self, name, what, unit, bar, goal, measure, more_is_better=False):
        self.name, self.what, self.unit, self.bar, self.goal = name, what, unit, bar, goal
        self.measure, self.more_is_better = measure, more_is_better

    def verdict(self, figure):
        def reaches(mark):
            return figure >= mark if self.more_is_better else figure <= mark
        return "-" if self.bar is None else "goal" if reaches(self.goal) else "bar" if reaches(self.bar) else "MISSED"


LINES = [
    Line("nginx", "1 row, CPU per request against nginx `return 200`", "x", 1.15, 1.0, closed.against_nginx),
    Line("fastapi", "1 row, CPU per request: FastAPI raw takes so much more", "x", 26, 32, closed.against_fastapi, more_is_better=True),
    Line("rows", "64 rows, CPU per row: FastAPI raw takes so much more", "x", 9, 13, closed.rows_against_fastapi, more_is_better=True),
    Line("mlserver", "1 row, CPU per request: MLServer takes so much more", "x", None, None, closed.against_mlserver, more_is_better=True),
    Line("open", "5,000 requests/s of 1 row, p99 against the C floor's", "x", 2, 1.3, open_loop.against_floor),
    Line("light", "light p99 beside 1,000-row requests, 100 a second, against alone", "x", 5, 3, open_loop.light_beside_heavy),
    Line("idle", "bytes of an idle connection after one request", "B", 1024, 307, process.idle_connection),
    Line("resident", "MB resident at start, no model", "MB", 14, 10, process.resident),
    Line("binary", "MB of the static, stripped binary", "MB", 10, 8, process.binary),
    Line("start", "seconds to ready with 100 copies of model a", "s", 1, 0.2, process.start_of_hundred),
    Line("goodput", "goodput at twice the capacity, of the peak", "%", 90, 97, open_loop.goodput, more_is_better=True),
    Line("overload", "p99 of accepted requests at twice the capacity, against at the peak", "x", 3, 1.5, open_loop.latency_under_overload),
    Line("loops", "2 loops on 2 cores with the generator, CPU per request against 1 loop", "x", None, None, closed.two_loops),
]
QUICK = ["nginx", "fastapi", "rows"]
