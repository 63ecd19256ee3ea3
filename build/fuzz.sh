#!/usr/bin/env bash
# Long runs of tests/Mrq.Fuzz; short ones are part of `dotnet test`. What is found goes to artifacts/fuzz, or where MRQ_FUZZ_FINDINGS points.
#   build/fuzz.sh mutate [COUNT] [SEED]   mutants of small models, field by field: one million when nothing is said
#   build/fuzz.sh replay FILE...          files that were found, again
#   build/fuzz.sh afl [SECONDS]           AFL++ on instrumented assemblies (Debian: apt-get install afl++): an hour when nothing is said
set -euo pipefail
cd "$(dirname "$0")/.."
findings=${MRQ_FUZZ_FINDINGS:-artifacts/fuzz}
mkdir -p "$findings"

# Inside the repository, whose models are the seeds. An earlier run may have left instrumented assemblies there.
program=artifacts/fuzz/program
rm -rf "$program"
dotnet publish tests/Mrq.Fuzz -c Release -o "$program" -nr:false -v:quiet
fuzz=(dotnet "$program/Mrq.Fuzz.dll")

# No file may make the heap grow over 1 GiB.
export DOTNET_GCHeapHardLimit=0x40000000

case "${1:-mutate}" in
  mutate)
    exec nice -n 19 "${fuzz[@]}" mutate "${2:-1000000}" "${3:-1}" "$findings/mutants"
    ;;
  replay)
    shift
    exec "${fuzz[@]}" replay "$@"
    ;;
  afl)
    command -v afl-fuzz > /dev/null || { echo "afl-fuzz is not there: apt-get install afl++" >&2; exit 1; }
    dotnet tool restore
    rm -rf "$findings/seeds"
    "${fuzz[@]}" seeds "$findings/seeds"
    for assembly in Mrq.Core Mrq.Formats.TfLite Mrq.Emulator Mrq.Requantization Mrq.Evaluation Mrq.Library; do
      dotnet sharpfuzz "$program/$assembly.dll"
    done

    # The runtime is no binary that AFL knows; machines of CI systems have core dumps and frequencies of their own.
    export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1
    exec nice -n 19 afl-fuzz -i "$findings/seeds" -o "$findings/afl" -t 10000 -m none -V "${2:-3600}" -- "${fuzz[@]}" afl
    ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 1
    ;;
esac
