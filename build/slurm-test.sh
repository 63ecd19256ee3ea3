#!/usr/bin/env bash
# A Slurm cluster of four virtual nodes on this machine, in a folder of its own, for tests of sweeps.
#   build/slurm-test.sh install          Debian's or Ubuntu's packages (needs root)
#   build/slurm-test.sh start DIR        munge, the controller and four nodes; then SLURM_CONF=DIR/slurm.conf
#   build/slurm-test.sh lose DIR NODE    ends a node, its daemon and all that runs on it, as a power cut would
#   build/slurm-test.sh stop DIR
#   build/slurm-test.sh measure DIR      the measurement of docs/scale.md: DIR has a sweep.json, MRQ starts the tool
# Nothing outside of DIR is touched; every process is ended by its pid.
set -euo pipefail

install_packages() {
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends slurm-wlm munge
}

start() {
  local dir=$1 host
  host=$(hostname)
  mkdir -p "$dir"/{run,state,log}
  chmod 755 "$dir"
  head -c 1024 /dev/urandom > "$dir/munge.key"
  chmod 400 "$dir/munge.key"
  cat > "$dir/slurm.conf" <<CONF
ClusterName=sweep
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${SLURM_TEST_PORT:-17000}
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$dir/run/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd-%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd-%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
ReturnToService=2
SlurmdTimeout=8
KillWait=2
MessageTimeout=5
NodeName=n[1-4] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((${SLURM_TEST_PORT:-17000} + 1))-$((${SLURM_TEST_PORT:-17000} + 4))] CPUs=2 RealMemory=4000
PartitionName=p Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF="$dir/slurm.conf"
  munged --force --socket="$dir/run/munge.socket" --key-file="$dir/munge.key" --pid-file="$dir/run/munged.pid" --log-file="$dir/log/munged.log" --seed-file="$dir/run/munged.seed"
  slurmctld -f "$SLURM_CONF"
  for node in 1 2 3 4; do
    mkdir -p "$dir/spool/n$node"
    slurmd -N "n$node" -f "$SLURM_CONF"
  done
  for _ in $(seq 100); do
    [ "$(sinfo -h -t idle -o %D 2> /dev/null)" = 4 ] && return
    sleep 0.2
  done
  echo "the nodes did not come up; see $dir/log" >&2
  return 1
}

# Ends a daemon by its pid file, and waits for its end: what it writes last is written.
end() {
  local pid tries=0
  [ -s "$1" ] || return 0
  pid=$(cat "$1")
  kill "${2:--TERM}" "$pid" 2> /dev/null || return 0
  while kill -0 "$pid" 2> /dev/null && [ "$(ps -o stat= -p "$pid" | cut -c1)" != Z ] && [ $((tries += 1)) -lt 100 ]; do
    sleep 0.1
  done
}

# The processes that keep the steps of a node: their spool folder is open or in their arguments.
steps() {
  local pid
  for pid in $(pgrep -x slurmstepd || true); do
    if tr '\0' ' ' < "/proc/$pid/cmdline" 2> /dev/null | grep -q . && ls -l "/proc/$pid/cwd" "/proc/$pid/fd" 2> /dev/null | grep -q "$1/spool/$2\|$1/log/slurmd-$2.log"; then
      echo "$pid"
    fi
  done
}

lose() {
  local step child
  end "$1/run/slurmd-$2.pid" -KILL
  for step in $(steps "$1" "$2"); do
    for child in $(pgrep -P "$step" || true); do
      kill -KILL -- "-$child" 2> /dev/null || kill -KILL "$child" 2> /dev/null || true
    done
    kill -KILL "$step" 2> /dev/null || true
  done
}

stop() {
  export SLURM_CONF="$1/slurm.conf"
  scancel --state=PENDING,RUNNING --user="$(id -un)" 2> /dev/null || true
  sleep 1
  for node in 1 2 3 4; do
    end "$1/run/slurmd-n$node.pid"
  done
  end "$1/run/slurmctld.pid"
  end "$1/run/munged.pid"
}

# The same sweep by one process, by this machine's cores, and by the cluster with a node that is lost in the middle.
measure() {
  local dir=$1 cluster start lost=0
  cd "$dir"
  $MRQ sweep plan sweep.json --output local.json
  start=$(date +%s.%N)
  $MRQ sweep run --plan local.json --local 2
  $MRQ sweep merge --plan local.json --output local > local.txt 2>&1 || true
  echo "local: $(echo "$(date +%s.%N) - $start" | bc) s"
  for what in whole lost; do
    cluster=$(mktemp -d)
    start "$cluster"
    export SLURM_CONF="$cluster/slurm.conf"
    cp local.json "$what.json"
    start=$(date +%s.%N)
    $MRQ sweep submit --plan "$what.json" --slurm --now --output "$what" --memory 500M --command "$MRQ" ${SLURM_TEST_TASKS:+--tasks "$SLURM_TEST_TASKS"}
    while [ ! -f "$what/mrq-reports.html" ]; do
      sleep 0.5
      if [ "$what" = lost ] && [ "$lost" = 0 ] && [ "$($MRQ sweep status --plan "$what.json" --json | grep -m1 '"done"' | tr -dc 0-9)" -gt 2 ]; then
        lost=1
        squeue -h -t RUNNING -w n2 -o "lost with n2: %i"
        lose "$cluster" n2
      fi
      [ -n "$(squeue -h)" ] || break
    done
    echo "$what: $(echo "$(date +%s.%N) - $start" | bc) s"
    $MRQ sweep status --plan "$what.json"
    diff -r local "$what" && echo "$what: byte for byte the local one"
    stop "$cluster"
  done
}

case "${1:-}" in
  install) install_packages ;;
  start) start "$2" ;;
  lose) lose "$2" "$3" ;;
  stop) stop "$2" ;;
  measure) measure "$2" ;;
  *) sed -n '2,8p' "$0" >&2; exit 2 ;;
esac
