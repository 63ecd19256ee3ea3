#!/usr/bin/env bash
# What the package costs a build after which nothing changed: the same project with and without it, builds taken in turns.
# Usage: benchmarks/no-op-build/run.sh [ROUNDS]     Needs: dotnet build -c Release src/Mrq.Build
set -euo pipefail
rounds=${1:-15}
repository=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MSBUILDUSESERVER=0 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

version=0.0.0-benchmark
dotnet pack "$repository/src/Mrq.Build/Mrq.Build.csproj" --no-build -c Release -o "$work/feed" -p:Version=$version -nr:false -v:q > "$work/log" || { cat "$work/log"; exit 1; }
cat > "$work/nuget.config" <<XML
<configuration>
  <config><add key="globalPackagesFolder" value="$work/cache" /></config>
  <packageSources><clear /><add key="local" value="$work/feed" /></packageSources>
</configuration>
XML
echo '<Project />' > "$work/Directory.Build.props"
echo '<Project />' > "$work/Directory.Build.targets"

project() {
  mkdir -p "$work/$1"
  echo 'System.Console.WriteLine();' > "$work/$1/Program.cs"
  cp "$repository/samples/QuickStart/models/digits.tflite" "$work/$1/model.tflite"
  cat > "$work/$1/App.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup>
  <ItemGroup>$2</ItemGroup>
</Project>
XML
  dotnet build "$work/$1/App.csproj" -nr:false -v:q > "$work/log" || { cat "$work/log"; exit 1; }
}

project without ''
project with "<PackageReference Include=\"Mrq.Build\" Version=\"$version\" PrivateAssets=\"all\" /><MrqModel Include=\"model.tflite\" TargetScheme=\"int8-symmetric;tflite-int8\" />"

# Time in the engine alone: what starting dotnet costs is the same for both and would drown the difference. And the processor's time for
# the whole command, which says more on a machine that others use, too.
engine() {
  TIMEFORMAT='%U %S'
  { time dotnet build "$work/$1/App.csproj" --no-restore -nr:false -tl:off -v:q -clp:"PerformanceSummary;NoSummary" > "$work/log"; } 2> "$work/time"
  awk -v project="$work/$1/App.csproj" '/Project Performance Summary/ { on = 1 } on && $3 == project { print $1; exit }' "$work/log" >> "$work/$1.txt"
  awk '{ print 1000 * ($1 + $2) }' "$work/time" >> "$work/$1.cpu"
}
for ((round = 0; round < rounds; round++)); do
  engine without
  engine with
done

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
least() { sort -n "$1" | head -n 1; }
echo "no-op build, $rounds rounds, milliseconds in the engine: median (least)"
echo "  without the package  $(median "$work/without.txt") ($(least "$work/without.txt"))"
echo "  with two conversions $(median "$work/with.txt") ($(least "$work/with.txt"))"
awk -v a="$(median "$work/without.txt")" -v b="$(median "$work/with.txt")" -v c="$(least "$work/without.txt")" -v d="$(least "$work/with.txt")" \
  'BEGIN { printf "  difference           %d (%d)\n", b - a, d - c }'
echo "processor time of dotnet build: median (least)"
echo "  without the package  $(median "$work/without.cpu") ($(least "$work/without.cpu"))"
echo "  with two conversions $(median "$work/with.cpu") ($(least "$work/with.cpu"))"
