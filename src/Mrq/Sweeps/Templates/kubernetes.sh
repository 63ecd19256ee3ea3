#!/usr/bin/env bash
# Submits a sweep to Kubernetes: each job when the one before it has ended, whether all of its units were done or not; the merge names what is missing.
set -euo pipefail
cd "$(dirname "$0")"

for job in {{jobs}}; do
  kubectl apply -f "$job.yaml"
  until kubectl get -f "$job.yaml" -o jsonpath='{.status.conditions[?(@.status=="True")].type}' | grep -qE 'Complete|Failed'; do sleep 5; done
done
kubectl logs -f "$(kubectl get pods -l batch.kubernetes.io/job-name={{mergeJob}} -o name | tail -n 1)"
