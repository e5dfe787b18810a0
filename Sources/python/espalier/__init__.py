"""Espalier: trained trees, scored in process with the bits that the library that trained them gives.

    import espalier
    model = espalier.load("models/iris")
    model.predict(X)                    # probabilities, one row per row of X
    model.predict(X, output="margin")   # raw sums of the trees
    model.leaf_ids(X)                   # the leaf that each row reaches in each tree

Needs numpy only. Rows are model inputs: numbers in the order of `model.feature_names`, NaN where missing, categories as their codes.
"""

from ._library import EspalierError, library_version
from .model import Model, load

__all__ = ["EspalierError", "Model", "library_version", "load"]
__version__ = library_version()
