"""Builds the wheel of the package `espalier`: its Python files and libespalier.so. Needs Python's own library only.

The platform tag says which glibc the library needs, as its symbol versions tell (PEP 600); that is the glibc of the machine it was
linked on, or an older one.
"""

import argparse
import base64
import ctypes
import hashlib
import pathlib
import platform
import re
import zipfile

PACKAGE = pathlib.Path(__file__).parent / "espalier"
# The same wheel from the same files: the earliest time that a zip archive can hold.
TIME = (1980, 1, 1, 0, 0, 0)


def library_version(library):
    loaded = ctypes.CDLL(str(library.resolve()))
    loaded.espalier_version.restype = ctypes.c_char_p
    return loaded.espalier_version().decode()


def platform_tag(library):
    versions = [tuple(map(int, found)) for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", library.read_bytes())]
    major, minor = max(versions)
    return f"manylinux_{major}_{minor}_{platform.machine()}"


def record_line(name, contents):
    digest = base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(contents)}\n"


def main():
    parser = argparse.ArgumentParser(description="Build the wheel of the package espalier.")
    parser.add_argument("library", type=pathlib.Path, help="libespalier.so")
    parser.add_argument("license", type=pathlib.Path, help="the license's text")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="folder that the wheel is written to")
    arguments = parser.parse_args()

    version, tag = library_version(arguments.library), f"py3-none-{platform_tag(arguments.library)}"
    information = f"espalier-{version}.dist-info"
    files = {f"espalier/{path.name}": path.read_bytes() for path in sorted(PACKAGE.glob("*.py"))}
    files["espalier/libespalier.so"] = arguments.library.read_bytes()
    files[f"{information}/licenses/LICENSE"] = arguments.license.read_bytes()
    files[f"{information}/METADATA"] = (
        f"Metadata-Version: 2.4\nName: espalier\nVersion: {version}\nSummary: Trained trees, scored in process\n"
        "License-Expression: Apache-2.0\nLicense-File: LICENSE\nRequires-Python: >=3.9\nRequires-Dist: numpy\n").encode()
    files[f"{information}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: espalier\nRoot-Is-Purelib: false\nTag: {tag}\n").encode()
    record = f"{information}/RECORD"
    lines = "".join(record_line(name, contents) for name, contents in files.items())
    files[record] = f"{lines}{record},,\n".encode()

    arguments.output.mkdir(parents=True, exist_ok=True)
    for old in arguments.output.glob("espalier-*.whl"):
        old.unlink()
    path = arguments.output / f"espalier-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents, zipfile.ZIP_DEFLATED)
    print(path)


if __name__ == "__main__":
    main()
