#!/bin/sh
# Locks the protocol's example server: no --network, so nothing it tries to send goes anywhere.
set -eu
cd "$(dirname "$0")"
stoplock=${STOPLOCK:-../../stoplock}
"$stoplock" add npm:@modelcontextprotocol/server-everything@2026.8.31
