"""Where the numbers of a matrix or data frame lie in memory, so that the library reads them there."""

import ctypes
import sys

import numpy

from . import _library

_FLOAT32, _FLOAT64 = numpy.dtype(numpy.float32), numpy.dtype(numpy.float64)
_TYPES = {_FLOAT32: _library.FLOAT32, _FLOAT64: _library.FLOAT64}
_address_of_writable = ctypes.c_char.from_buffer


def address(array):
    """What ctypes passes as a pointer to the array's first number."""
    flags = array.flags
    if flags.c_contiguous and flags.writeable and array.size:
        return ctypes.byref(_address_of_writable(array))  # several times as fast as array.ctypes
    return array.ctypes.data


class Rows:
    """One argument of the library: `type`, `count`, and either `pointer` and `stride` or `columns`. Keeps what it points to alive."""

    __slots__ = ("type", "count", "pointer", "stride", "columns", "kept")

    @staticmethod
    def of(data, model):
        if type(data) is not numpy.ndarray:
            pandas = sys.modules.get("pandas")
            if pandas is not None and isinstance(data, pandas.DataFrame):
                return Rows._of_frame(data, model)
        return Rows._of_matrix(_matrix(data, model), model)

    @staticmethod
    def _of_matrix(matrix, model):
        rows = Rows()
        rows.type = _TYPES[matrix.dtype]
        size = matrix.itemsize
        rows.count = matrix.shape[0]
        between_rows, between_columns = matrix.strides
        width = model._feature_count
        if matrix.flags.c_contiguous:
            rows.stride = width
        elif between_columns == size and between_rows % size == 0 and width <= between_rows // size <= _library.STRIDE_MAX:
            rows.stride = between_rows // size
        elif between_rows == size:
            addresses = matrix.ctypes.data + numpy.arange(width, dtype=numpy.int64) * between_columns
            rows.columns, rows.kept = addresses.ctypes.data, (matrix, addresses)
            return rows
        else:
            matrix, rows.stride = numpy.ascontiguousarray(matrix), width
        rows.columns, rows.kept = None, matrix
        rows.pointer = address(matrix)
        return rows

    @staticmethod
    def _of_frame(frame, model):
        """By the names of its columns, in whatever order they are; others are not looked at."""
        missing = [name for name in model.feature_names if name not in frame.columns]
        if missing:
            raise ValueError(f"the data frame lacks {len(missing)} of the model's features: {_some(missing)}")
        columns = [_column(frame[name], name, model) for name in model.feature_names]
        dtype = _FLOAT32 if all(column.dtype == _FLOAT32 for column in columns) else _FLOAT64
        columns = [numpy.ascontiguousarray(column, dtype=dtype) for column in columns]
        addresses = numpy.array([column.ctypes.data for column in columns], dtype=numpy.int64)
        rows = Rows()
        rows.type, rows.count, rows.columns = _TYPES[dtype], len(frame), addresses.ctypes.data
        rows.kept = (columns, addresses)
        return rows


def _matrix(data, model):
    """A matrix of float32 or float64 in this machine's byte order, with as many columns as the model has features."""
    matrix = numpy.asarray(data)
    if matrix.dtype not in _TYPES:
        matrix = _numbers(matrix, "X")
    if matrix.ndim != 2 or matrix.shape[1] != model._feature_count:
        hint = "; for one row use X.reshape(1, -1)" if matrix.ndim == 1 else ""
        raise ValueError(
            f"X has the shape {matrix.shape}; the model '{model.name}' takes (rows, {model._feature_count}){hint}")
    return matrix if matrix.flags.aligned else matrix.copy()


def _numbers(array, name):
    if array.dtype.kind in "OSU":
        try:
            return array.astype(numpy.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{name} holds what is no number ({error}); the model takes numbers, NaN where missing, and categories as codes"
            ) from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} is of type {array.dtype}; accepted are numbers that float64 holds")
    native = array.dtype.newbyteorder("=")
    if native not in _TYPES:
        native = _FLOAT32 if native == numpy.float16 else _FLOAT64
    return array.astype(native)


def _column(series, name, model):
    if series.ndim != 1:
        raise ValueError(f"the data frame has {series.shape[1]} columns named '{name}'")
    if not hasattr(series.dtype, "categories") and (series.dtype.kind in "biuf"):
        if isinstance(series.dtype, numpy.dtype):
            array = series.to_numpy()
            return array if array.dtype in _TYPES else _numbers(array, f"column '{name}'")
        return series.to_numpy(dtype=numpy.float64, na_value=numpy.nan)  # pandas' own types with missing values
    is_category = name in model.category_features
    raise ValueError(
        f"column '{name}' is of type {series.dtype}; "
        + ("it is a category of the model, which reads codes here: its place in the contract's list, from 0"
           if is_category else "the model takes numbers"))


def _some(names):
    return ", ".join(repr(name) for name in names[:5]) + (", ..." if len(names) > 5 else "")
