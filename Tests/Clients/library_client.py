"""The Python package on real bundles: library_client.py BUNDLE CASES. Prints how many checks held; the first that fails ends it.

CASES is JSON: rows (null where missing), and for each its margins, predictions and leaf ids by the reference scorer.
"""

import gc
import json
import os
import pickle
import sys
import threading

import numpy

import espalier

checks = 0


def check(holds, what):
    global checks
    if not holds:
        sys.exit(f"failed: {what}")
    checks += 1


def same(found, expected, what):
    expected = numpy.asarray(expected, dtype=found.dtype)
    check(found.shape == expected.shape and found.tobytes() == expected.tobytes(), f"{what}: {found} is not {expected}")


def refused(call, kind, *words):
    try:
        call()
    except kind as error:
        for word in words:
            check(word in str(error), f"'{word}' is not in: {error}")
        return
    sys.exit(f"failed: no {kind.__name__} with {words}")


def matrices(X):
    """The same numbers in every layout."""
    yield "rows side by side", X
    yield "columns side by side", numpy.asfortranarray(X)
    wide = numpy.full((X.shape[0], X.shape[1] + 5), 1e9, X.dtype)
    wide[:, 2:-3] = X
    yield "some columns of more", wide[:, 2:-3]
    yield "some columns of more, by columns", numpy.asfortranarray(wide)[:, 2:-3]
    doubled = numpy.repeat(X, 2, axis=0)
    yield "every second row", doubled[::2]
    yield "backwards", X[::-1].copy()[::-1]
    yield "columns backwards", numpy.asfortranarray(X[:, ::-1].copy(order="F"))[:, ::-1]
    yield "every second column", numpy.repeat(X, 2, axis=1)[:, ::2]
    yield "the other byte order", X.astype(X.dtype.newbyteorder())
    raw = numpy.empty(X.nbytes + 1, numpy.uint8)
    odd = raw[1:].view(X.dtype).reshape(X.shape)
    odd[:] = X
    yield "not aligned", odd
    locked = X.copy()
    locked.flags.writeable = False
    yield "read-only", locked
    yield "lists", X.tolist()


def layouts(model, cases, rows):
    for dtype in (numpy.float64, numpy.float32):
        X = rows.astype(dtype)
        for name, matrix in matrices(X):
            if name == "lists" and dtype == numpy.float32:
                continue
            same(model.predict(matrix), cases["predictions"], f"predictions, {name}")
            same(model.predict(matrix, output="margin"), cases["margins"], f"margins, {name}")
            same(model.leaf_ids(matrix), cases["leaf_ids"], f"leaf ids, {name}")
    same(model.predict(rows, dtype=numpy.float32), cases["predictions"], "float32 predictions")
    for row in range(len(rows)):
        same(model.predict(rows[row:row + 1]), cases["predictions"][row:row + 1], f"row {row} alone")
    check(model.predict(rows[:0]).shape == (0,) + numpy.shape(cases["predictions"])[1:], "no rows")
    check(model.leaf_ids(rows[:0]).shape == (0, model.tree_count), "no rows, leaf ids")
    whole = numpy.array([[20, 9000, 1], [40, 50000, 0]])
    same(model.predict(whole), model.predict(whole.astype(float)), "whole numbers")
    same(model.predict(whole.astype(numpy.float16)), model.predict(whole.astype(numpy.float16).astype(float)), "float16")


def refusals(model, rows, path):
    refused(lambda: model.predict(rows[0]), ValueError, "(3,)", "(rows, 3)", "reshape(1, -1)")
    refused(lambda: model.predict(rows[:, :2]), ValueError, "2)", "(rows, 3)")
    refused(lambda: model.predict([["a", "b", "c"]]), ValueError, "no number", "codes")
    refused(lambda: model.predict(rows.astype(complex)), ValueError, "complex128")
    refused(lambda: model.predict(rows, output="probability"), ValueError, "'prediction' and 'margin'")
    refused(lambda: model.predict(rows, dtype=numpy.int32), ValueError, "float32 and float64")
    refused(lambda: espalier.load(path, threads=0), ValueError, "1 to 256")
    refused(lambda: espalier.load(path + "/nothing"), espalier.EspalierError, "no such folder")
    closed = espalier.load(path)
    closed.close()
    closed.close()
    refused(lambda: closed.predict(rows), ValueError, "closed")


def facts(model, path):
    check(model.name == "small" and model.version == 1 and model.task == "binary", repr(model))
    check(model.feature_names == ("age", "income", "city"), model.feature_names)
    check(model.category_features == {"city"}, model.category_features)
    check(len(model.classes) == 2 and model.output_count == 1 and model.tree_count == 3, repr(model))
    check(model.input_dtype == numpy.float32 and "small 1" in repr(model), repr(model))
    check(espalier.__version__ == espalier.library_version(), espalier.__version__)
    with espalier.load(path) as other:
        check(other.path == path, other.path)


def frames(model, cases, rows):
    try:
        import pandas
    except ImportError:
        print("no pandas here: data frames are not tried")
        return
    frame = pandas.DataFrame(rows, columns=model.feature_names)
    for dtype in ("float64", "float32", "Float64"):
        same(model.predict(frame.astype(dtype)), cases["predictions"], f"data frame of {dtype}")
    same(model.leaf_ids(frame), cases["leaf_ids"], "leaf ids of a data frame")
    mixed = frame[["city", "age", "income"]].assign(other="text", age=frame["age"].astype("float32"))
    same(model.predict(mixed), cases["predictions"], "other order, other columns, mixed types")
    refused(lambda: model.predict(frame.drop(columns=["age", "city"])), ValueError, "2 of", "'age', 'city'")
    refused(lambda: model.predict(frame.assign(city="Oslo")), ValueError, "'city'", "codes")
    refused(lambda: model.predict(frame.assign(city=pandas.Categorical(["Oslo"] * len(frame)))), ValueError, "'city'", "codes")
    refused(lambda: model.predict(frame.assign(age="young")), ValueError, "'age'", "numbers")
    twice = pandas.concat([frame, frame[["age"]]], axis=1)
    refused(lambda: model.predict(twice), ValueError, "2 columns named 'age'")


def threads(path, cases, rows):
    X = numpy.tile(rows, (10000 // len(rows) + 1, 1))
    expected = espalier.load(path).predict(X)
    same(expected[:len(rows)], cases["predictions"], "a large batch")
    for count in range(1, 9):
        with espalier.load(path, threads=count) as model:
            same(model.predict(X), expected, f"{count} threads")
            same(model.predict(numpy.asfortranarray(X)), expected, f"{count} threads, columns")
    model = espalier.load(path, threads=3)
    found = []

    def call():
        try:
            found.append(model.predict(X))
        except ValueError as error:  # it began after the close
            found.append(error)

    callers = [threading.Thread(target=call) for _ in range(6)]
    for caller in callers:
        caller.start()
    model.close()  # calls that are under way go on
    for caller in callers:
        caller.join()
    for values in found:
        if isinstance(values, ValueError):
            check("closed" in str(values), str(values))
        else:
            same(values, expected, "several callers")
    check(len(found) == len(callers), "every caller came back")


def forks(path, rows):
    """A child has none of the threads, and works."""
    model = espalier.load(path, threads=4)
    X = numpy.tile(rows, (10000 // len(rows) + 1, 1))
    expected = model.predict(X)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if model.predict(X).tobytes() == expected.tobytes() else 2
            model.close()
            gc.collect()
        finally:
            os._exit(code)
    check(os.waitpid(child, 0)[1] == 0, "the child of a fork")
    same(model.predict(X), expected, "the parent of a fork")
    same(pickle.loads(pickle.dumps(model)).predict(X), expected, "pickled by its path")


def main():
    path, cases = sys.argv[1], json.load(open(sys.argv[2]))
    rows = numpy.array([[numpy.nan if value is None else value for value in row] for row in cases["rows"]])
    model = espalier.load(path)
    facts(model, path)
    layouts(model, cases, rows)
    refusals(model, rows, path)
    frames(model, cases, rows)
    threads(path, cases, rows)
    forks(path, rows)
    print(f"{checks} checks")


if __name__ == "__main__":
    main()
