#!/usr/bin/env bash
# ONNX's own tests of nodes: import, compile, predict, and the numbers that they must give, against what tests/Onnx.Conformance/manifest.txt tells of each. --sample runs some of
# them, --update writes the manifest anew. They are made by Debian's python3-onnx, which it installs where it may; says so and ends with 77 where it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."
options=()
case "${1:-}" in
    "") ;;
    --sample) options=(--every 6) ;;
    --update) options=(--update) ;;
    *) echo "onnx: $1 is no option; --sample, --update or none is expected"; exit 2 ;;
esac

python=/usr/bin/python3
if ! $python -c "import onnx" 2> /dev/null; then
    if ! { apt-get update -q && apt-get install -y -q python3-onnx; } > /tmp/unrolled-onnx.log 2>&1; then
        echo "onnx: NOT RUN: python3-onnx is missing and could not be installed, see /tmp/unrolled-onnx.log"
        exit 77
    fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The tests use names that NumPy had until 1.24.
if ! $python - "$work" > "$work/log" 2>&1 << 'PYTHON'
import runpy
import sys

import numpy

for name, type in (("float", float), ("int", int), ("bool", bool), ("object", object)):
    setattr(numpy, name, type)
sys.argv = ["cmd_tools", "generate-data", "-o", sys.argv[1]]
runpy.run_module("onnx.backend.test.cmd_tools", run_name="__main__")
PYTHON
then
    cat "$work/log"
    exit 1
fi
echo "onnx: $(find "$work/node" -name model.onnx | wc -l) tests of nodes, of $($python -c 'import onnx; print("onnx", onnx.__version__)')"
[ -e tests/Onnx.Conformance/bin/Release/net10.0/Unrolled.Onnx.Conformance.dll ] || dotnet build tests/Onnx.Conformance -c Release -v quiet -nologo
dotnet exec tests/Onnx.Conformance/bin/Release/net10.0/Unrolled.Onnx.Conformance.dll "$work/node" --manifest tests/Onnx.Conformance/manifest.txt ${options[@]+"${options[@]}"}
