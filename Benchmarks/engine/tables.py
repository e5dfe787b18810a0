"""The tables of compare.py, for a terminal or as Markdown for docs/measurements.md."""
import bars


def number(value):
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def times(value):
    return f"{value:.3g}x" if value < 100 else f"{value:.0f}x"


class Terminal:
    def heading(self, text):
        print(f"\n{text}", flush=True)

    def lines(self, header, lines):
        widths = [max(len(line[i]) for line in [header, *lines]) for i in range(len(header))]
        for line in [header, *lines]:
            print("  " + "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))))
        print(flush=True)

    def machine(self, result):
        self.heading(f"{result['cpu']}, {result['cores']} cores, kernels {', '.join(result['kernels'])}; load {result['load_average']:.2f} at the start")
        print("  " + ", ".join(f"{name} {version}" for name, version in result["versions"].items()), flush=True)

    def model(self, name, rows, options):
        columns = [(batch, threads) for threads in options.threads for batch in options.batches if threads == 1 or batch >= 1024]
        header = ["engine", *(f"{batch:,}" + (f" t{threads}" if threads > 1 else "") for batch, threads in columns), "bits", "off by"]
        lines = []
        for engine in dict.fromkeys(row["engine"] for row in rows):
            own = [row for row in rows if row["engine"] == engine]
            lines.append([engine, *(self.cell(rows, name, engine, column) for column in columns), self.bits(own), self.difference(own)])
        self.heading(f"{name}: ns per row by batch, CPU time on one thread, wall time on more (t); times slower than espalier")
        self.lines(header, lines)

    @staticmethod
    def cell(rows, model, engine, column):
        batch, threads = column
        value = bars.find(rows, model, engine, batch, threads)
        # YDF's own benchmark takes at most 50,000 rows.
        if value is None and engine.startswith("ydf") and batch > 50_000:
            value = bars.find(rows, model, engine, 50_000, threads)
        if value is None:
            return "-"
        ours = bars.find(rows, model, "espalier", batch, threads)
        return number(value) + (f" ({times(value / ours)})" if ours and engine != "espalier" else "")

    @staticmethod
    def bits(rows):
        found = [row["bits_equal"] for row in rows if row["bits_equal"] is not None]
        return "" if not found else "equal" if all(found) else "DIFFER"

    @staticmethod
    def difference(rows):
        value = rows[0]["max_abs_difference"]
        return "" if value is None else value if isinstance(value, str) else f"{value:.1e}"

    def bars(self, judged):
        if not judged:
            return
        lines = []
        for bar in judged:
            face = bar["ratios"].get("espalier.py")
            lines.append([bar["model"], f"{bar['batch']:,}", bar["engine"], number(bar["ns_per_row"]), bar["peer"], number(bar["peer_ns_per_row"]),
                          times(bar["ratios"][bar["engine"]]) + (f", Python {times(face)}" if face else ""),
                          "" if bar["bar"] is None else times(bar["bar"]), "" if bar["goal"] is None else times(bar["goal"]), bar["verdict"]])
        self.heading("Against the fastest peer that loads the same model, one thread")
        self.lines(["model", "batch", "engine", "ns/row", "fastest peer", "ns/row", "ratio", "bar", "goal", "verdict"], lines)

    def threads(self, ratios):
        if not ratios:
            return
        self.heading(f"Several threads against one, espalier; the bar is {bars.THREADS_RATIO} for 2 threads and 100,000 rows")
        self.lines(["model", "batch", "threads", "wall time", "by CPU time"],
                   [[ratio["model"], f"{ratio['batch']:,}", str(ratio["threads"]), f"{ratio['wall_ratio']:.2f}x", f"{ratio['cpu_ratio']:.2f}x"]
                    for ratio in ratios])

    def plans(self, plans):
        for name, text in plans.items():
            if text:
                self.heading(f"{name}: bundle inspect --plan")
                print(self.verbatim(text), flush=True)

    def verbatim(self, text):
        return "".join(f"  {line}\n" for line in text.splitlines())

    def notes(self, notes):
        if notes:
            self.heading("Left out, and why")
            for model, engine, why in notes:
                print(f"  {model} {engine}: {why}", flush=True)


class Markdown(Terminal):
    def heading(self, text):
        print(f"\n{text}\n", flush=True)

    def lines(self, header, lines):
        for line in [header, ["---"] * len(header), *lines]:
            print("| " + " | ".join(line) + " |")
        print(flush=True)

    def verbatim(self, text):
        return f"```\n{text.rstrip()}\n```\n"
