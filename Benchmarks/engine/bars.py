"""What the engine has to reach, and the fastest peer that it is held against."""
import statistics

# Model: batch 100,000 and batch 1, each the least ratio and the goal (None: no goal, or shown only).
BARS = {
    "a_xgb_100x6": ((25, 40), (14, 20)),
    "b_xgb_500x8": ((25, 40), (18, 28)),
    "c_lgb_500x31": ((30, 50), (6.5, 10)),
    "d_lgb_500x255": ((18, 28), (3.2, 5)),
    "e_xgb_reg": ((22, 35), (10, 14)),
    "f_xgb_iris": ((None, None), (None, None)),
    "f_xgb_multi": ((20, 32), (8, 12)),
    "g_xgb_rf": ((12, 20), (4, 6)),
    "h_lgb_cat": ((30, 80), (12, None)),
    "i_xgb_cat": ((30, 80), (60, None)),
}
AVX2_RATIO = 6
AVX2_MODELS = "abcdef"
THREADS_RATIO = 1.8
# Not a library that anybody uses: the peers' script has it to show a plain walker.
NOT_PEERS = {"filstyle.c"}


def is_ours(engine):
    return engine.split(":")[0].split(".")[0] == "espalier"


def is_peer(engine):
    return not is_ours(engine) and not engine.startswith("ydf") and engine not in NOT_PEERS


def find(rows, model, engine, batch, threads=1):
    return next((row["ns_per_row"] for row in rows
                 if (row["model"], row["engine"], row["batch"], row["threads"]) == (model, engine, batch, threads)), None)


def fastest_peer(rows, model, batch):
    peers = [row for row in rows if row["model"] == model and row["batch"] == batch and row["threads"] == 1 and is_peer(row["engine"])]
    return min(peers, key=lambda row: row["ns_per_row"], default=None)


def verdict(ratio, bar, goal):
    if ratio is None or bar is None:
        return "shown"
    return "miss" if ratio < bar else "goal" if goal is not None and ratio >= goal else "hit"


def judged(rows, models):
    """One entry per bar. A peer that has Python only is held against our Python face too; the smaller ratio counts."""
    found = []
    for model in models:
        for batch, (bar, goal) in zip((100_000, 1), BARS[model]):
            peer = fastest_peer(rows, model, batch)
            kinds = [("espalier", bar, goal)]
            if batch == 100_000 and model[0] in AVX2_MODELS:
                kinds.append(("espalier:avx2", AVX2_RATIO if bar is not None else None, None))
            for engine, least, aim in kinds:
                ours = find(rows, model, engine, batch)
                if peer is None or ours is None:
                    continue
                ratios = {engine: peer["ns_per_row"] / ours}
                face = find(rows, model, "espalier.py", batch) if engine == "espalier" and peer["engine"].endswith(".py") else None
                if face is not None:
                    ratios["espalier.py"] = peer["ns_per_row"] / face
                ratio = min(ratios.values())
                found.append(dict(model=model, batch=batch, engine=engine, peer=peer["engine"], peer_ns_per_row=peer["ns_per_row"],
                                  ns_per_row=ours, ratios=ratios, ratio=ratio, bar=least, goal=aim, verdict=verdict(ratio, least, aim)))
    return found


def thread_ratio(one, many):
    """How many times faster several threads are: the median over pairs of wall times taken one after the other, and what CPU time says (one
    thread's, over what each of several would have if they shared evenly), which others on the machine do not change much. Rows too few to be
    shared stay on the calling thread: then CPU time says what wall time does on an idle machine."""
    walls = [a / b for a, b in zip(one.walls, many.walls)]
    workers = many.threads if statistics.median(many.shared) > 0.05 else 1
    cpus = [a / (b / workers) for a, b in zip(one.cpus, many.cpus)]
    return dict(threads=many.threads, batch=many.batch, wall_ratio=statistics.median(walls), cpu_ratio=statistics.median(cpus))
