"""Makes a current PyTorch for the benchmarks, outside the repository, without the CUDA packages that its wheel names (some 4 GB).

    torch_environment.py FOLDER

Prints one line of JSON: {"python", "libraries"} (an interpreter that can import torch, and what LD_LIBRARY_PATH must hold for it), or
{"missing": reason}. Where FOLDER has it already nothing is done. The Linux wheel is built for CUDA and does not load without its
libraries; nothing of them is called on a CPU, so placeholders whose functions all answer "failed" stand in for them.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import venv

VERSION = "2.15.0"
DEPENDENCIES = ["filelock", "fsspec", "jinja2", "networkx", "numpy", "setuptools", "sympy", "typing-extensions"]
IMPORT = "import sys, os; sys.setdlopenflags(os.RTLD_LAZY); import torch; print(torch.__file__)"


def main():
    folder = pathlib.Path(sys.argv[1]) / f"torch-{VERSION}"
    python = folder / "bin" / "python"
    libraries = folder / "placeholders"
    try:
        if not loads(python, libraries):
            install(folder, python)
            if not loads(python, libraries):
                make_placeholders(python, libraries)
        ok = loads(python, libraries)
        result = {"python": str(python), "libraries": str(libraries)} if ok else {"missing": f"torch {VERSION} was installed and does not load"}
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or [""]
        result = {"missing": f"{pathlib.Path(error.cmd[0]).name} {error.cmd[1]} failed: {last[0]}"}
    except OSError as error:
        result = {"missing": str(error)}
    print(json.dumps(result))


def loads(python, libraries):
    if not python.exists():
        return False
    command = [python, "-c", IMPORT]
    return subprocess.run(command, env={"LD_LIBRARY_PATH": str(libraries)}, capture_output=True).returncode == 0


def install(folder, python):
    venv.create(folder, with_pip=True)
    for packages in (["--no-deps", f"torch=={VERSION}"], DEPENDENCIES):
        output([python, "-m", "pip", "install", "--quiet", *packages])


def make_placeholders(python, libraries):
    """One library for each that torch's own libraries need and nobody has, with the names that they ask of it."""
    [found] = python.parent.parent.glob("lib/python*/site-packages/torch/lib")
    files = [str(file) for file in found.iterdir() if ".so" in file.name]
    present = {pathlib.Path(file).name for file in files}
    known = output(["/sbin/ldconfig", "-p"])
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", output(["readelf", "-dW", *files])))
    asked = set(re.findall(r" U (\S+)@(\S+)", output(["nm", "-D", "--with-symbol-versions", *files])))
    libraries.mkdir(exist_ok=True)
    for name in needed - present:
        if f"\t{name} " not in known:
            make_placeholder(libraries / name, asked)


def make_placeholder(file, asked):
    # A library's names are versioned by its own name; NVSHMEM's by that word.
    version = "NVSHMEM" if "nvshmem" in file.name else file.name
    names = sorted(name for name, of in asked if of == version)
    source = "".join(f"int {name}(void) {{ return 100; }}\n" for name in names)
    with tempfile.TemporaryDirectory() as folder:
        versions = pathlib.Path(folder, "versions")
        code = pathlib.Path(folder, "names.c")
        versions.write_text(f"{version} {{ *; }};\n")
        code.write_text(source)
        options = ["-w", "-fno-builtin", "-shared", "-fPIC", f"-Wl,-soname,{file.name}", f"-Wl,--version-script,{versions}"]
        output(["gcc", *options, "-o", str(file), str(code)])


def output(command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


main()
