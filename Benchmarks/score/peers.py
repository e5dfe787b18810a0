#!/usr/bin/env python3
"""One peer scores one file, as its users would, on all cores: text in, probabilities out.

    peers.py PEER WORK MODEL INPUT OUTPUT

Prints the seconds from the open libraries to the closed output, which leaves the interpreter's start and the imports out: to the peers' advantage.
A file larger than a chunk is read in chunks, for nobody holds five gigabytes of text as a table if it can be helped.
"""
import json
import os
import sys
import time

import numpy as np

CHUNK_ROW_COUNT = 1_000_000


def columns(work):
    with open(os.path.join(work, "columns.json")) as file:
        return json.load(file)


def pandas_xgboost(work, model, source, output, engine):
    import pandas as pd
    import xgboost

    start = time.perf_counter()
    booster = xgboost.Booster(model_file=os.path.join(work, model + ".json"))
    known = columns(work)
    types = {c: np.float32 for c in known["columns"]}
    types |= {c: pd.CategoricalDtype(values) for c, values in known["categories"].items()}
    # The Arrow reader has no chunks: it takes the whole file.
    chunks = [pd.read_csv(source, dtype=types, engine="pyarrow")] if engine == "pyarrow" else \
        pd.read_csv(source, dtype=types, engine=engine, chunksize=CHUNK_ROW_COUNT)
    with open(output, "w") as out:
        for index, chunk in enumerate(chunks):
            scores = booster.predict(xgboost.DMatrix(chunk, enable_categorical=True))
            pd.DataFrame({"probability": scores}).to_csv(out, index=False, header=index == 0)
    return time.perf_counter() - start


def polars_xgboost(work, model, source, output):
    import polars
    import xgboost

    start = time.perf_counter()
    booster = xgboost.Booster(model_file=os.path.join(work, model + ".json"))
    known = columns(work)
    types = {c: polars.Float32 for c in known["columns"]}
    types |= {c: polars.Enum(values) for c, values in known["categories"].items()}
    codes = [polars.col(c).to_physical().cast(polars.Float32) if c in known["categories"] else polars.col(c) for c in known["columns"]]
    feature_types = ["c" if c in known["categories"] else "float" for c in known["columns"]]
    lazy = polars.scan_csv(source, schema=types).select(codes)
    chunks = lazy.collect_batches(chunk_size=CHUNK_ROW_COUNT, maintain_order=True) if os.path.getsize(source) > 1 << 30 else [lazy.collect()]
    with open(output, "wb") as out:
        for index, chunk in enumerate(chunks):
            matrix = xgboost.DMatrix(chunk.to_numpy(), feature_names=known["columns"], feature_types=feature_types, enable_categorical=True)
            polars.DataFrame({"probability": booster.predict(matrix)}).write_csv(out, include_header=index == 0)
    return time.perf_counter() - start


def lightgbm_file(work, model, source, output):
    import lightgbm

    start = time.perf_counter()
    booster = lightgbm.Booster(model_file=os.path.join(work, model + ".txt"))
    np.savetxt(output, booster.predict(source, data_has_header=True), fmt="%.9g", header="probability", comments="")
    return time.perf_counter() - start


PEERS = {
    "pandas + XGBoost": lambda *run: pandas_xgboost(*run, engine="c"),
    "pandas (Arrow) + XGBoost": lambda *run: pandas_xgboost(*run, engine="pyarrow"),
    "polars + XGBoost": polars_xgboost,
    "LightGBM from file": lightgbm_file,
}

if __name__ == "__main__":
    print(PEERS[sys.argv[1]](*sys.argv[2:]))
