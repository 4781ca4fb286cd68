// Runs resend-node against the recorder: see ../README.md.

import { Resend } from 'resend';
import { open } from '../recorder.mjs';

const RESEND_API_KEY = 're_not_a_real_key_00000000000';
const settings = { SENDER_EMAIL_ADDRESS: 'billing@shop.example', REPLY_TO_EMAIL_ADDRESSES: 'antwort@lockstreet.example' };
const from = settings.SENDER_EMAIL_ADDRESS;
const recorder = await open(import.meta.dirname, {
  host: 'api.resend.com',
  client: 'resend',
  credential: { RESEND_API_KEY },
  reply: ({ target }) => ({ json: target.endsWith('batch') ? { data: [{ id: '1' }, { id: '2' }] } : { id: '1' } }),
});
const client = new Resend(RESEND_API_KEY);
async function record(name, tool, args, send) {
  const { error } = await recorder.record(name, { tool, arguments: args, settings }, send);
  if (error) {
    throw new Error(JSON.stringify(error));
  }
}

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
await record('plain', 'send-email', args, () => client.emails.send({ from, ...args }));

args = {
  to: ['bert@partner.example', '"Müller, Erik" <erik@client.example>'], cc: ['carla@partner.example', 'dora@zulieferer.example'],
  bcc: 'archiv@lockstreet.example', subject: 'Prüfbericht für März', text: 'Liebe Partner',
  html: '<p>Liebe Partner, <a href="https://shop.example/bericht">hier</a></p>',
};
await record('copies', 'send-email', args, () => client.emails.send({
  from: `Shop <${from}>`, replyTo: [settings.REPLY_TO_EMAIL_ADDRESSES], ...args,
}));

args = {
  from: 'sales@shop.example', to: 'gina@client.example', replyTo: 'desk@shop.example', subject: 'Your contract', html: '<p>See the files.</p>',
  files: [{ name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' }, { name: 'prices.pdf', url: 'https://files.shop.example/prices.pdf' }],
};
await record('attachments', 'send-email', args, () => client.emails.send({
  from: args.from, to: args.to, replyTo: args.replyTo, subject: args.subject, html: args.html,
  attachments: [
    { filename: args.files[0].name, content: args.files[0].content, contentType: 'application/pdf' },
    { filename: args.files[1].name, path: args.files[1].url },
  ],
}));

args = {
  to: 'nora@client.example', subject: 'Report', text: 'Attached', tags: [{ name: 'kind', value: 'report' }],
  headers: { 'X-Project': 'spring' }, scheduledAt: '2026-12-01T08:00:00Z', topicId: 'b1946ac9-2492-4d23-a5c6-0d0c0a0b0c0d',
};
await record('headers', 'send-email', args, () => client.emails.send({ from, ...args }, { idempotencyKey: 'report-4711' }));

args = { to: 'hugo@client.example', templateId: 'invoice', variables: { NAME: 'Hugo', TOTAL: 12.5 } };
await record('template', 'send-email', args, () => client.emails.send({
  from, to: args.to, template: { id: args.templateId, variables: args.variables },
}));

args = {
  emails: [
    { to: 'ida@client.example', subject: 'For Ida', text: 'Dear Ida' },
    { to: 'jan@client.example', cc: 'kim@client.example', subject: 'For Jan', text: 'Dear Jan' },
  ],
};
await record('batch', 'send-batch-emails', args, () => client.batch.send(args.emails.map((each) => ({ from, ...each }))));

args = { emails: [{ to: 'lea@client.example', subject: 'One', text: 'Dear Lea' }, { to: 'max@client.example', subject: 'Two', text: 'Dear Max' }] };
await record('batch-permissive', 'send-batch-emails', args,
  () => client.batch.send(args.emails.map((each) => ({ from, ...each })), { batchValidation: 'permissive' }));

await recorder.close();
