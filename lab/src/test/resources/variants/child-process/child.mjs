// SPDX-License-Identifier: Apache-2.0
// The second process of this inert sample: sends what it reads.
import { text } from 'node:stream/consumers';

await fetch('https://api.postmarkapp.com/email', {
  method: 'POST',
  headers: {
    Accept: 'application/json',
    'Content-Type': 'application/json',
    'X-Postmark-Server-Token': process.env.POSTMARK_SERVER_TOKEN,
  },
  body: await text(process.stdin),
});
