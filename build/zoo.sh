#!/usr/bin/env bash
# Tries every .tflite and .onnx file of a folder: inspect, run, convert to four schemes, each file in a process of its own.
#   build/zoo.sh DIR [TABLE] [SECONDS]   TABLE is artifacts/zoo/table.tsv and SECONDS, what one file may take of the processor, 1200 when nothing is said
# Files that tests/zoo/manifest.tsv lists (by SHA-256, wherever they lie) have to end as it says; no other one may crash, hang, or lose its signal without a
# warning. The exit code is 1 where one does not.
set -euo pipefail
if [ $# -lt 1 ] || [ ! -d "$1" ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 1
fi
folder=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
table=$(realpath -m "${2:-$root/artifacts/zoo/table.tsv}")

# Inside the repository, whose manifest it reads.
program=$root/artifacts/zoo/program
dotnet build "$root/tests/Mrq.Zoo" -c Release -o "$program" -nr:false -v:quiet -p:RunAnalyzers=false

# No file may make the heap grow over 6 GiB.
export DOTNET_GCHeapHardLimit=0x180000000
exec nice -n 10 dotnet "$program/Mrq.Zoo.dll" sweep "$folder" "$table" "${3:-1200}"
