#!/usr/bin/env bash
# Submits a sweep to Slurm: conversions and data as one array, measurements as another that waits for it, and the merge.
# A task that fails is tried again; one whose node is lost is queued again by Slurm. Results that are there are not made again,
# so that this script may be run as often as it is wanted.
set -euo pipefail

mkdir -p {{logs}}
retry='for try in $(seq {{attempts}}); do "$@" && exit 0; sleep 2; done; exit 1'
run="{{command}} $(printf '%q ' sweep run --plan {{plan}} --results {{results}} --threads {{threads}})"
merge="{{command}} $(printf '%q ' sweep merge --plan {{plan}} --results {{results}} --output {{output}})"
after=()

# array JOB TASKS STAGE
array() {
  local job
  job=$(sbatch --parsable --requeue --job-name="mrq-$1" --array="0-$(($2 - 1))%{{limit}}" --cpus-per-task={{threads}} --mem={{memory}} --time={{time}} \
    "${after[@]}" --output={{logs}}/"$1-%a.log" --open-mode=append \
    --wrap "bash -c '$retry' mrq $run --stage $3 --tasks $2")
  after=(--dependency="afterany:${job%%;*}")
  echo "$1: job $job, $2 tasks"
}

[ {{convertTasks}} -eq 0 ] || array convert {{convertTasks}} convert
[ {{evaluateTasks}} -eq 0 ] || array evaluate {{evaluateTasks}} evaluate
job=$(sbatch --parsable --requeue --job-name=mrq-merge --mem={{memory}} --time={{time}} "${after[@]}" --output={{logs}}/merge.log --open-mode=append \
  --wrap "$merge")
echo "merge: job $job"
