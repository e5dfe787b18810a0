"""libespalier.so and the types of its functions, as espalier.h declares them."""

import ctypes
import os

API_VERSION = 1
OK, INVALID_ARGUMENT = 0, 1
FLOAT32, FLOAT64 = 1, 2
PREDICTION, MARGIN = 1, 2
NUMBER, CATEGORY = 1, 2
STRIDE_MAX = 1 << 24
THREADS_MAX = 256


class EspalierError(Exception):
    """Why a bundle was not opened. `code` is the C interface's: 2 a bad bundle, 3 a failed system call, 4 no memory."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int32), ("message", ctypes.c_char * 1020)]

    def exception(self):
        message = self.message.decode(errors="replace")
        return ValueError(message) if self.code == INVALID_ARGUMENT else EspalierError(self.code, message)


class OpenOptions(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("threads", ctypes.c_int32), ("reserved", ctypes.c_int32)]


def _open():
    # ESPALIER_LIBRARY names another build of the library, for those who work on it.
    path = os.environ.get("ESPALIER_LIBRARY") or os.path.join(os.path.dirname(__file__), "libespalier.so")
    if not os.path.exists(path):
        raise ImportError(f"{path} is missing; `make python` builds a wheel that holds it")
    library = ctypes.CDLL(path)
    library.espalier_api_version.restype = ctypes.c_int32
    found = library.espalier_api_version()
    if found < API_VERSION:
        raise ImportError(f"{path} has version {found} of the interface, this package needs {API_VERSION}")
    return library


def _declare(name, restype, *argtypes):
    function = getattr(library, name)
    function.restype = restype
    function.argtypes = argtypes
    return function


library = _open()
_model, _error = ctypes.c_void_p, ctypes.POINTER(Error)
_i32, _i64, _pointer, _text = ctypes.c_int32, ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p

version = _declare("espalier_version", _text)
open_bundle = _declare(
    "espalier_open", _i32, _text, ctypes.POINTER(OpenOptions), ctypes.POINTER(ctypes.c_void_p), _error)
close = _declare("espalier_close", None, _model)
model_name = _declare("espalier_model_name", _text, _model)
model_version = _declare("espalier_model_version", _i64, _model)
model_task = _declare("espalier_model_task", _text, _model)
model_objective = _declare("espalier_model_objective", _text, _model)
model_input_type = _declare("espalier_model_input_type", _i32, _model)
tree_count = _declare("espalier_tree_count", _i64, _model)
feature_count = _declare("espalier_feature_count", _i64, _model)
feature_name = _declare("espalier_feature_name", _text, _model, _i64)
feature_kind = _declare("espalier_feature_kind", _i32, _model, _i64)
output_count = _declare("espalier_output_count", _i64, _model)
class_count = _declare("espalier_class_count", _i64, _model)
class_label = _declare("espalier_class_label", _text, _model, _i64)
predict = _declare("espalier_predict", _i32, _model, _i32, _pointer, _i64, _i64, _i32, _i32, _pointer, _error)
predict_columns = _declare("espalier_predict_columns", _i32, _model, _i32, _pointer, _i64, _i32, _i32, _pointer, _error)
leaf_ids = _declare("espalier_leaf_ids", _i32, _model, _i32, _pointer, _i64, _i64, _pointer, _error)
leaf_ids_columns = _declare("espalier_leaf_ids_columns", _i32, _model, _i32, _pointer, _i64, _pointer, _error)


def library_version():
    """The version of libespalier."""
    return version().decode()
