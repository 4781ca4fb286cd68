// Runs mailtrap (mailtrap-nodejs) against the recorder: see ../README.md.

import { MailtrapClient } from 'mailtrap';
import { open } from '../recorder.mjs';

const MAILTRAP_API_TOKEN = 'not-a-real-token-0000000000000000';
const settings = { DEFAULT_FROM_EMAIL: 'billing@shop.example', MAILTRAP_TEST_INBOX_ID: '3000001' };
const from = { email: settings.DEFAULT_FROM_EMAIL, name: 'Shop, Billing' };
const recorder = await open(import.meta.dirname, {
  host: ['send.api.mailtrap.io', 'bulk.api.mailtrap.io', 'sandbox.api.mailtrap.io'],
  client: 'mailtrap',
  credential: { MAILTRAP_API_TOKEN },
  reply: ({ target, body }) => ({
    json: target.startsWith('/api/batch')
      ? { success: true, responses: JSON.parse(body).requests.map(() => ({ success: true, message_ids: ['recorded'] })) }
      : { success: true, message_ids: ['recorded'] },
  }),
});
const token = MAILTRAP_API_TOKEN;
const client = new MailtrapClient({ token });
const bulk = new MailtrapClient({ token, bulk: true });
const sandbox = new MailtrapClient({ token, sandbox: true, testInboxId: Number(settings.MAILTRAP_TEST_INBOX_ID) });
const record = (name, args, act, tool = 'send_email') => recorder.record(name, { tool, arguments: args, settings }, act);

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
const plain = { from: { email: settings.DEFAULT_FROM_EMAIL }, to: [{ email: args.to }], subject: args.subject, text: args.text };
await record('plain', args, () => client.send(plain));
await record('bulk', args, () => bulk.send(plain));
await record('sandbox', args, () => sandbox.send(plain));

args = {
  to: [{ email: 'bert@partner.example' }, { email: 'erik@client.example', name: 'Müller, Erik' }],
  cc: [{ email: 'carla@partner.example' }, { email: 'dora@zulieferer.example', name: 'Dora' }], bcc: [{ email: 'archiv@lockstreet.example' }],
  reply_to: { email: 'antwort@lockstreet.example', name: 'Antwort' }, subject: 'Prüfbericht für März',
  html: '<p>Liebe Partner, <a href="https://shop.example/bericht">hier</a></p>', text: 'Liebe Partner',
};
await record('copies', args, () => client.send({ from, ...args }));

args = {
  to: 'gina@client.example', from: 'sales@shop.example', subject: 'Your contract', html: '<p>See the file. <img src="cid:logo"></p>',
  files: [{ name: 'contract.pdf', content: '%PDF-1.4 not really' }, { name: 'logo.png', content: 'not really an image' }],
};
await record('attachments', args, () => client.send({
  from: { email: args.from }, to: [{ email: args.to }], subject: args.subject, html: args.html,
  attachments: [
    { filename: args.files[0].name, content: Buffer.from(args.files[0].content), type: 'application/pdf', disposition: 'attachment' },
    { filename: args.files[1].name, content: Buffer.from(args.files[1].content), type: 'image/png', disposition: 'inline', content_id: 'logo' },
  ],
}));

args = { to: 'hugo@client.example', templateUuid: 'b81aabcd-1a1e-41cf-91b6-eca0254b3d96', variables: { name: 'Hugo', lines: [{ total: '12.50' }] } };
await record('template', args, () => client.send({
  from, to: [{ email: args.to }], template_uuid: args.templateUuid, template_variables: args.variables,
}));

args = {
  to: 'nora@client.example', subject: 'Report', text: 'Attached', category: 'monthly', headers: { 'X-Message-Source': 'spring' },
  customVariables: { user_id: '45982', batch: 'PSJ-12' },
};
await record('headers', args, () => client.send({
  from, to: [{ email: args.to }], subject: args.subject, text: args.text, category: args.category, headers: args.headers,
  custom_variables: args.customVariables,
}));

args = {
  subject: 'For all', html: '<p>Dear all</p>', replyTo: 'desk@shop.example',
  recipients: [
    { to: 'ida@client.example', name: 'Ida', variables: { name: 'Ida' } },
    { to: 'jan@client.example', cc: 'kim@client.example', bcc: 'lea@client.example', replyTo: 'jan-desk@shop.example', subject: 'For Jan' },
  ],
};
const batch = {
  base: { from, subject: args.subject, html: args.html, reply_to: { email: args.replyTo }, category: 'all' },
  requests: args.recipients.map(({ to, name, cc, bcc, replyTo, subject, variables }) => ({
    to: [{ email: to, name }], ...(cc && { cc: [{ email: cc }] }), ...(bcc && { bcc: [{ email: bcc }] }),
    ...(replyTo && { reply_to: [{ email: replyTo }] }), ...(subject && { subject }), ...(variables && { custom_variables: variables }),
  })),
};
await record('batch', args, () => client.batchSend(batch), 'send_batch');
await record('batch-bulk', args, () => bulk.batchSend(batch), 'send_batch');
await record('batch-sandbox', args, () => sandbox.batchSend({ requests: batch.requests.map((each) => ({ ...batch.base, ...each })) }), 'send_batch');

await recorder.close();
