"""What score_xgboost.py and score_lightgbm.py share: probe.csv in, golden.csv out.

A golden file is the probe file, byte for byte, with columns behind each line: the library's margins and predictions as hexadecimal
floats (exactly the numbers that it gave), or why it refused the row. The first row also says what scored the file. Needs numpy only.
"""

import argparse
import hashlib
import sys

import numpy

LEADING = ["probe:row", "probe:kind"]
# Rows that go to the library at once.
BATCH_ROWS = 4096


def arguments(library):
    parser = argparse.ArgumentParser(
        description=f"Score the rows of `bundle probe` with {library}, for `bundle certify`.")
    parser.add_argument("model", help="the model file that was imported")
    parser.add_argument("probe", help="the file that `bundle probe` wrote")
    parser.add_argument("-o", "--output", required=True, help="where golden.csv goes")
    return parser.parse_args()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def header_end(text):
    """The header ends at the first line feed outside quotation marks."""
    quoted = False
    for index, byte in enumerate(text):
        if byte == ord('"'):
            quoted = not quoted
        elif byte == ord("\n") and not quoted:
            return index
    sys.exit("the probe file has no header line")


class Probe:
    def __init__(self, path):
        with open(path, "rb") as file:
            text = file.read()
        end = header_end(text)
        self.header = text[:end]
        if self.header.split(b",")[:2] != [name.encode() for name in LEADING]:
            sys.exit(f"{path}: its first columns are not {', '.join(LEADING)}: accepted is what `bundle probe` writes")
        self.lines = text[end + 1:].splitlines()
        fields = [line.split(b",") for line in self.lines]
        self.kinds = [row[1].decode() for row in fields]
        # An empty field is a missing value.
        self.values = numpy.array(
            [[float(field) if field else numpy.nan for field in row[2:]] for row in fields], dtype=numpy.float64)


def margin_and_prediction(score, rows, margins, predictions, refusals, indices):
    """Scores rows at once; where the library refuses a batch, each half by itself, down to single rows."""
    if len(indices) == 0:
        return
    try:
        margin, prediction = score(rows[indices])
    except Exception as error:  # Whatever the library says is its answer to these rows.
        if len(indices) == 1:
            refusals[indices[0]] = reason(error)
            return
        middle = len(indices) // 2
        margin_and_prediction(score, rows, margins, predictions, refusals, indices[:middle])
        margin_and_prediction(score, rows, margins, predictions, refusals, indices[middle:])
        return
    for place, index in enumerate(indices):
        margins[index] = numpy.atleast_1d(margin[place])
        predictions[index] = numpy.atleast_1d(prediction[place])


def reason(error):
    """The last line of the library's message that says something, without what a CSV field or a stack trace would need."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith(("[bt]", "Stack trace"))] or [type(error).__name__]
    text = said[0].rsplit("Check failed: ", 1)[-1] if "Check failed" in said[0] else said[0]
    text = text.replace(",", ";").replace('"', "'")
    return "".join(letter if letter.isprintable() else " " for letter in text)[:500] or type(error).__name__


def write(options, library, version, dtype, score):
    """Scores the probe and writes the golden file. `score` takes rows of `dtype` and gives margins and predictions."""
    probe = Probe(options.probe)
    # float64 to float32 is exact here: the probe spells float32 numbers as the float64 numbers that they are.
    with numpy.errstate(over="ignore"):
        rows = probe.values.astype(dtype)
    count = len(rows)
    margins, predictions, refusals = [None] * count, [None] * count, [None] * count
    # Rows of one kind together: what a library refuses it refuses of a kind.
    order = numpy.array(sorted(range(count), key=lambda index: probe.kinds[index]), dtype=numpy.int64)
    for start in range(0, count, BATCH_ROWS):
        margin_and_prediction(score, rows, margins, predictions, refusals, order[start:start + BATCH_ROWS])
        if sys.stderr.isatty():
            print(f"\r{min(start + BATCH_ROWS, count)} of {count} rows", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    scored = next((margin for margin in margins if margin is not None), None)
    if scored is None:
        sys.exit(f"{library} refuses every row: {next(filter(None, refusals), 'there is none')}")
    outputs = len(scored)
    columns = [f"golden:margin_{output}" for output in range(outputs)]
    columns += [f"golden:prediction_{output}" for output in range(outputs)]
    columns += ["golden:refused", "golden:library", "golden:library_version", "golden:model_sha256", "golden:rows_sha256"]
    origin = [library, version, sha256(options.model), sha256(options.probe)]
    with open(options.output, "wb") as file:
        file.write(probe.header + ("," + ",".join(columns) + "\n").encode())
        for index, line in enumerate(probe.lines):
            if refusals[index] is None:
                fields = [float(number).hex() for number in margins[index]]
                fields += [float(number).hex() for number in predictions[index]] + [""]
            else:
                fields = [""] * (2 * outputs) + [refusals[index]]
            fields += origin if index == 0 else [""] * len(origin)
            file.write(line + ("," + ",".join(fields) + "\n").encode())
    refused = sum(refusal is not None for refusal in refusals)
    print(f"{library} {version}: {count - refused} rows scored, {refused} refused")
