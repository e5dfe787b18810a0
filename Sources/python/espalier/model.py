"""Opening a bundle and predicting with it."""

import ctypes
import os

import numpy

from . import _library
from ._rows import _TYPES, Rows, address

_OUTPUTS = {"prediction": _library.PREDICTION, "margin": _library.MARGIN}


class _Handle:
    """Closes the model when nobody uses it any more, a call on another thread included."""

    def __init__(self, path, threads):
        options = _library.OpenOptions(ctypes.sizeof(_library.OpenOptions), threads, 0)
        self.pointer = ctypes.c_void_p()
        error = _library.Error()
        if _library.open_bundle(os.fsencode(path), ctypes.byref(options), ctypes.byref(self.pointer), ctypes.byref(error)):
            raise error.exception()

    def __del__(self, close=_library.close):
        if getattr(self, "pointer", None):
            close(self.pointer)


def load(path, threads=1):
    """Opens the bundle at `path`: a folder NAME/VERSION, or a folder NAME, of which the newest version is taken.

    `threads` share the rows of one large call; results do not depend on it.
    """
    return Model(path, threads)


class Model:
    """An open bundle. Any number of Python threads may use it at the same time; calls release the interpreter lock.

    After os.fork() it works in the child too, on the calling thread alone.
    """

    def __init__(self, path, threads=1):
        if not 1 <= threads <= _library.THREADS_MAX:
            raise ValueError(f"threads is {threads}; accepted is 1 to {_library.THREADS_MAX}")
        self._handle = handle = _Handle(path, threads)
        model = handle.pointer
        self.path, self.threads = os.fspath(path), threads
        self.name = _library.model_name(model).decode()
        self.version = _library.model_version(model)
        #: "binary", "multiclass" or "regression".
        self.task = _library.model_task(model).decode()
        #: The link from margins to predictions.
        self.objective = _library.model_objective(model).decode()
        self.tree_count = _library.tree_count(model)
        #: Numbers of a row of margins or predictions.
        self.output_count = _library.output_count(model)
        self._feature_count = _library.feature_count(model)
        #: In the order of a row's numbers.
        self.feature_names = tuple(_library.feature_name(model, index).decode() for index in range(self._feature_count))
        #: Those whose numbers are codes of categories.
        self.category_features = frozenset(
            name for index, name in enumerate(self.feature_names)
            if _library.feature_kind(model, index) == _library.CATEGORY)
        #: In the order of outputs; of a binary model both, the second being the one whose probability is predicted.
        self.classes = tuple(
            _library.class_label(model, index).decode() for index in range(_library.class_count(model)))
        #: The width in which the model compares: rows of float64 are rounded to float32 for a model of float32.
        self.input_dtype = numpy.dtype(
            numpy.float32 if _library.model_input_type(model) == _library.FLOAT32 else numpy.float64)

    def predict(self, X, output="prediction", dtype=numpy.float64):
        """Predictions, or margins, of the rows of `X`: shape (rows,), or (rows, outputs) of a model with several.

        `X` is a matrix of numbers, read in place if it is float32 or float64 and either its rows or its columns lie side by side, or a
        pandas data frame, whose columns are found by name.
        """
        kind = _OUTPUTS.get(output)
        if kind is None:
            raise ValueError(f"output is {output!r}; accepted are 'prediction' and 'margin'")
        model = self._model()
        rows = Rows.of(X, self)
        count, outputs = rows.count, self.output_count
        values = numpy.empty(count if outputs == 1 else (count, outputs), dtype)
        value_type = _TYPES.get(values.dtype)
        if value_type is None:
            raise ValueError(f"dtype is {values.dtype}; accepted are float32 and float64")
        if count == 0:
            return values
        if rows.columns is None:
            arguments = (model.pointer, rows.type, rows.pointer, count, rows.stride, kind, value_type, address(values))
            failed = _library.predict(*arguments, None)
        else:
            arguments = (model.pointer, rows.type, rows.columns, count, kind, value_type, address(values))
            failed = _library.predict_columns(*arguments, None)
        if failed:
            _fail(_library.predict if rows.columns is None else _library.predict_columns, arguments)
        return values

    def leaf_ids(self, X):
        """The leaf that each row of `X` reaches in each tree, counted from 0 in each tree: uint32 of shape (rows, trees)."""
        model = self._model()
        rows = Rows.of(X, self)
        leaves = numpy.empty((rows.count, self.tree_count), numpy.uint32)
        if leaves.size == 0:
            return leaves
        if rows.columns is None:
            function = _library.leaf_ids
            arguments = (model.pointer, rows.type, rows.pointer, rows.count, rows.stride, address(leaves))
        else:
            function = _library.leaf_ids_columns
            arguments = (model.pointer, rows.type, rows.columns, rows.count, address(leaves))
        if function(*arguments, None):
            _fail(function, arguments)
        return leaves

    def close(self):
        """Gives the memory and the threads back, as soon as calls that are under way have returned."""
        self._handle = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def __reduce__(self):
        return load, (self.path, self.threads)

    def __repr__(self):
        return (f"<espalier.Model {self.name} {self.version}: {self.task}, {self._feature_count} features, "
                f"{self.tree_count} trees, {self.output_count} outputs>")

    def _model(self):
        handle = self._handle
        if handle is None:
            raise ValueError("the model is closed")
        return handle


def _fail(function, arguments):
    """Asks once more with a place for the reason, which calls that succeed need not make."""
    error = _library.Error()
    if function(*arguments, ctypes.byref(error)):
        raise error.exception()
