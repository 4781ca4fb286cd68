#!/bin/sh
# Locks resend-mcp under another name, then lets its contract denials go while they are recorded: see `stoplock incident resend-watched`.
set -eu
cd "$(dirname "$0")"
stoplock=${STOPLOCK:-../../stoplock}
"$stoplock" add npm:resend-mcp@2.6.0 --name resend-watched --network api.resend.com --secret RESEND_API_KEY \
    --env SENDER_EMAIL_ADDRESS=shop@shop.example
home=${STOPLOCK_HOME:-${XDG_STATE_HOME:-$HOME/.local/state}/stoplock}
cat <<TEXT
To watch before you enforce, add this to the entry of resend-watched in $home/stoplock.yaml:
    modes:
      contract: report
TEXT
