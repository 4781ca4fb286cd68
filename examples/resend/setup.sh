#!/bin/sh
# Locks resend-mcp: it may reach api.resend.com, and the gate puts the key in.
set -eu
cd "$(dirname "$0")"
stoplock=${STOPLOCK:-../../stoplock}
"$stoplock" add npm:resend-mcp@2.6.0 --network api.resend.com --secret RESEND_API_KEY \
    --env SENDER_EMAIL_ADDRESS=shop@shop.example
