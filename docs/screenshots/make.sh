#!/usr/bin/env bash
# Makes the README's pictures from the demo's graph. It needs what the demo needs, curl and Chromium.
set -euo pipefail
cd "$(dirname "$0")/../.."
bridge() { dotnet run --project Bridge.Host -c Release -- "$@"; }
address=http://127.0.0.1:8099

shown=$(bridge demo --keep)
stop=$(sed -n 's/^To stop: //p' <<<"$shown")
daemon=
trap '[ -z "$daemon" ] || kill "$daemon"; eval "$stop"' EXIT
eval "$(sed -n 's/^ *export /export /p' <<<"$shown")"

export Bridge__Http__Urls=$address Bridge__Schedules__Rescore='' Bridge__Logs__Directory
Bridge__Logs__Directory=$(mktemp -d)
bridge run >/dev/null &
daemon=$!
for _ in $(seq 120); do
  curl -sf "$address/health/ready" >/dev/null && break
  sleep 1
done

# The path that the first link of a page leads to that begins with something.
first() { curl -sf --retry 5 "$address$1" | grep -o "href=\"$2[^\"?]*\"" | head -n 1 | cut -d'"' -f2; }
picture() {
  chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars --force-color-profile=srgb \
    --window-size="1180,$3" --screenshot="docs/screenshots/$1.png" "$address$2" 2>/dev/null
}
promotion=$(first /models/lr_v2 /promotions/)
edge=$(first /review /edges/)
picture overview / 900
picture model /models/lr_v2 1100
picture edge "$edge" 900
picture report "$promotion/report" 900
