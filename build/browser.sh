#!/usr/bin/env bash
# Installs what tests/report-browser looks at pages with: Debian's headless Chromium, where there is none, and playwright-core from its lock file.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! { [ -x "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/chromium-headless-shell ]; }; then
  sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $sudo apt-get update -qq
  $sudo apt-get install -y -qq --no-install-recommends chromium-headless-shell > /dev/null
fi
command -v npm > /dev/null || { echo "build/browser.sh needs node and npm." >&2; exit 1; }
[ tests/report-browser/node_modules/.package-lock.json -nt tests/report-browser/package-lock.json ] || npm ci --prefix tests/report-browser --no-audit --no-fund
