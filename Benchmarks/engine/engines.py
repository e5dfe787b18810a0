"""The engines that are compared: ours through its C interface and its Python face, and the peers of bench_predict.py as they are there.

An engine has `threads(count)`, and either `c(batch, calls, repetitions)`, which loops in C over its member `X` and gives wall nanoseconds, or
`py(rows)`; that is bench_predict.py's interface.
"""
import argparse
import contextlib
import ctypes
import io
import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
# ESPALIER_KERNEL, and what /proc/cpuinfo calls the instructions that each needs.
KERNELS = {
    "portable": set(),
    "avx2": {"avx2", "bmi2"},
    "avx512": {"avx512f", "avx512bw", "avx512vl", "avx512dq", "bmi2"},
    "avx512vbmi": {"avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vbmi", "avx512_vbmi2", "gfni", "bmi2"},
    "neon": {"asimd"},
}
CATEGORICAL = ("h_lgb_cat", "i_xgb_cat")
PLANS = ["slice", "rows", "masks", "walk"]
FLOAT32, FLOAT64 = 1, 2  # ESPALIER_FLOAT32, ESPALIER_FLOAT64


def kernels():
    """The kernels that this CPU can run."""
    with open("/proc/cpuinfo") as f:
        flags = {flag for line in f if line.startswith(("flags", "Features")) for flag in line.split(":")[1].split()}
    return [kernel for kernel, needed in KERNELS.items() if needed <= flags]


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int32), ("message", ctypes.c_char * 1020)]


class Options(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("threads", ctypes.c_int32), ("reserved", ctypes.c_int32)]


def compiled(source, output, *flags):
    """The library of a C file, built anew when the file is newer."""
    if not os.path.exists(output) or os.path.getmtime(output) < os.path.getmtime(source):
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", *flags, "-o", output + ".part", source, "-lm"], check=True)
        os.rename(output + ".part", output)
    return output


@contextlib.contextmanager
def environment(variables):
    """Variables that the library reads while a model is opened; putenv, so that C sees them."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Espalier:
    """libespalier, called by the loop of driver.c. `variables` force a kernel or a plan."""

    def __init__(self, library, cache, model, rows, variables={}, row_type=FLOAT32):
        self.library = ctypes.CDLL(library)
        self.driver = ctypes.CDLL(compiled(os.path.join(HERE, "driver.c"), os.path.join(cache, "espalier-driver.so"),
                                           "-I" + os.path.join(HERE, "../../Sources/CEspalier/include")))
        self.driver.drive.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
                                      ctypes.c_int64, ctypes.c_int64, ctypes.c_int32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_double),
                                      ctypes.POINTER(Error)]
        self.driver.all_margins.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
                                            ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p, ctypes.POINTER(Error)]
        self.predict = ctypes.cast(self.library.espalier_predict, ctypes.c_void_p)
        self.row_type = row_type
        # Every library gives its predictions in its own width; so do we.
        self.output_type = FLOAT64 if model.meta["framework"] == "lightgbm" else FLOAT32
        self.bundle, self.variables = model.bundle, variables
        self.X = self.widened(rows)
        self.models = {}
        self.threads(1)
        self.library.espalier_output_count.restype = ctypes.c_int64
        self.output_count = self.library.espalier_output_count(self.model)
        self.output = np.zeros(len(rows) * self.output_count)

    def widened(self, rows):
        return np.ascontiguousarray(rows, np.float64 if self.row_type == FLOAT64 else np.float32)

    def threads(self, count):
        """One open model for each number of threads, since that is fixed when it is opened."""
        if count not in self.models:
            model, error = ctypes.c_void_p(), Error()
            with environment(self.variables):
                self.check(self.library.espalier_open(self.bundle.encode(), ctypes.byref(Options(ctypes.sizeof(Options), count, 0)),
                                                      ctypes.byref(model), ctypes.byref(error)), error)
            self.models[count] = model
        self.model = self.models[count]

    @staticmethod
    def check(code, error):
        if code:
            raise RuntimeError(error.message.decode())

    def c(self, batch, calls, repetitions):
        elapsed, error = ctypes.c_double(), Error()
        times = np.zeros(repetitions)
        for repetition in range(repetitions):
            self.check(self.driver.drive(self.predict, self.model, self.row_type, self.X.ctypes.data, len(self.X), self.X.shape[1], batch,
                                         calls, self.output_type, self.output.ctypes.data, ctypes.byref(elapsed), ctypes.byref(error)), error)
            times[repetition] = elapsed.value
        return times

    def margins(self, rows, batch):
        rows, error = self.widened(rows), Error()
        margins = np.full((len(rows), self.output_count), np.nan)
        self.check(self.driver.all_margins(self.predict, self.model, self.row_type, rows.ctypes.data, len(rows), rows.shape[1],
                                           self.output_count, batch, margins.ctypes.data, ctypes.byref(error)), error)
        return margins

    def py(self, rows):
        """The predictions of the rows, for their difference to the library's own; not for time."""
        rows = self.widened(rows)
        outputs, error = np.zeros((len(rows), self.output_count)), Error()
        self.library.espalier_predict.argtypes = [ctypes.c_void_p, ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
                                                  ctypes.c_int32, ctypes.c_int32, ctypes.c_void_p, ctypes.POINTER(Error)]
        self.check(self.library.espalier_predict(self.model, self.row_type, rows.ctypes.data, len(rows), rows.shape[1], 1, FLOAT64,
                                                 outputs.ctypes.data, ctypes.byref(error)), error)
        return outputs


class EspalierPython:
    """The Python package of this checkout over the same library."""

    def __init__(self, library, model):
        source = os.path.join(HERE, "../../Sources/python")
        if source not in sys.path:
            sys.path.insert(0, source)
        with environment({"ESPALIER_LIBRARY": library}):
            import espalier
        self.load = espalier.load
        self.bundle = model.bundle
        self.dtype = np.float64 if model.meta["framework"] == "lightgbm" else np.float32
        self.models = {}
        self.threads(1)

    def threads(self, count):
        if count not in self.models:
            self.models[count] = self.load(self.bundle, threads=count)
        self.model = self.models[count]

    def py(self, rows):
        return self.model.predict(rows, dtype=self.dtype)

    def margins(self, rows, batch):
        parts = [self.model.predict(rows[i:i + batch], output="margin") for i in range(0, len(rows), batch)]
        return np.concatenate(parts).reshape(len(rows), -1)


class Peers:
    """The engines of bench_predict.py and what they need; that script stays as it is."""

    compiling = ["tl2cgen.c", "lleaves.c", "lleaves32.c"]
    # Through Python where there is no entry from C, else from C only.
    default = ["xgboost.c", "lightgbm.c", "gtil.c", "tl2cgen.c", "lleaves.c", "lleaves32.c", "onnxruntime.py", "daal4py.py"]

    def __init__(self, folder, cache, prepare=False):
        sys.dont_write_bytecode = True  # The peers' folder is not ours.
        sys.path.insert(0, folder)
        import bench_predict

        os.makedirs(cache, exist_ok=True)
        self.script, self.cache = bench_predict, cache
        bench_predict.ARGS = argparse.Namespace(cache=cache, prepare=prepare, rt=False, lock="", all=False)
        if prepare:
            self.generate_small_units()
        compiled(os.path.join(folder, "cdriver.c"), os.path.join(cache, "cdriver.so"), "-fopenmp")

    @staticmethod
    def generate_small_units():
        """Has tl2cgen spread models with categories over more files than the peers' script asks for: tests of categories are long, and the
        compiler's time grows faster than a function."""
        try:
            import tl2cgen
        except ImportError:
            return
        generate = tl2cgen.generate_c_code

        def smaller(model, path, params):
            units = params["parallel_comp"] * (10 if os.path.basename(path).startswith(CATEGORICAL) else 1)
            generate(model, path, params={"parallel_comp": units})

        tl2cgen.generate_c_code = smaller

    def names(self, asked):
        """The engines to load, and what else the peers' script has where it is asked for by name."""
        return self.default + [name for name in asked.split(",") if name in self.script.ENGINES and name not in self.default]

    def load(self, name, model, rows):
        """The engine with the model, or None and why; a reason is empty where the engine is not for such models."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                return self.script.ENGINES[name](model.folder, model.meta, rows, self.cache), ""
        except LookupError as error:
            return None, str(error) or "not for this framework"
        except Exception as error:
            return None, f"{type(error).__name__}: {str(error)[:200]}"

    def difference(self, engine, model):
        """The greatest absolute difference of the predictions to the library's own on the parity rows, or why there is none."""
        found = self.script.parity(engine, model.folder, model.meta)
        return found["max_abs"] if isinstance(found, dict) else found

    # YDF reads none of the models: it grows its own of the same shape.
    ydf_models = {"a_xgb_100x6": "ydf_100x6", "b_xgb_500x8": "ydf_500x8", "c_lgb_500x31": "ydf_500x31"}

    def prepare_ydf(self, names):
        return self.ydf(names, [])[1]

    def ydf(self, names, batches):
        """Rows of bench_predict.py for the shapes of `names`, or why there are none."""
        wanted = [self.ydf_models[name] for name in names if name in self.ydf_models]
        if not wanted:
            return [], ""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                return self.script.ydf_runs(self.cache, [1], batches, wanted), ""
        except Exception as error:
            return [], f"{type(error).__name__}: {str(error)[:200]}"
