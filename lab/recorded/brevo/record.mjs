// Runs @getbrevo/brevo against the recorder: see ../README.md.

import { BrevoClient } from '@getbrevo/brevo';
import { open } from '../recorder.mjs';

const BREVO_API_KEY = 'xkeysib-not-a-real-key-0000000000000000000000000000';
const settings = { BREVO_SENDER_EMAIL: 'billing@shop.example', BREVO_SENDER_NAME: 'Shop, Billing' };
const sender = { email: settings.BREVO_SENDER_EMAIL, name: settings.BREVO_SENDER_NAME };
const recorder = await open(import.meta.dirname, {
  host: 'api.brevo.com',
  client: '@getbrevo/brevo',
  credential: { BREVO_API_KEY },
  reply: () => ({ status: 201, json: { messageId: '<recorded@smtp-relay.mailin.example>' } }),
});
const client = new BrevoClient({ apiKey: BREVO_API_KEY });
const record = (name, args, request) =>
  recorder.record(name, { tool: 'send_email', arguments: args, settings }, () => client.transactionalEmails.sendTransacEmail(request));

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', textContent: 'Dear Anna,\n\nyour invoice is due.\n' };
await record('plain', args, { sender, to: [{ email: args.to }], subject: args.subject, textContent: args.textContent });

args = {
  to: [{ email: 'bert@partner.example' }, { email: 'erik@client.example', name: 'Müller, Erik' }],
  cc: [{ email: 'carla@partner.example' }, { email: 'dora@zulieferer.example', name: 'Dora' }], bcc: [{ email: 'archiv@lockstreet.example' }],
  replyTo: { email: 'antwort@lockstreet.example', name: 'Antwort' }, subject: 'Prüfbericht für März',
  htmlContent: '<p>Liebe Partner, <a href="https://shop.example/bericht">hier</a></p>', textContent: 'Liebe Partner',
};
await record('copies', args, { sender, ...args });

args = {
  to: 'gina@client.example', from: 'sales@shop.example', subject: 'Your contract', text: 'See the files.',
  files: [{ name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' }, { name: 'prices.pdf', url: 'https://files.shop.example/prices.pdf' }],
};
await record('attachments', args, {
  sender: { email: args.from }, to: [{ email: args.to }], subject: args.subject, textContent: args.text, attachment: args.files,
});

args = { to: 'hugo@client.example', templateId: 12, params: { name: 'Hugo', total: '12.50' }, senderId: 3 };
await record('template', args, { sender: { id: args.senderId }, to: [{ email: args.to }], templateId: args.templateId, params: args.params });

args = {
  to: 'nora@client.example', subject: 'Report', text: 'Attached', tags: ['report', 'monthly'], headers: { 'X-Project': 'spring' },
  scheduledAt: '2026-12-01T08:00:00.000Z', batchId: '5c6cfa04-eed9-42c2-8b5c-6d470d978e9d',
};
await record('headers', args, {
  sender, to: [{ email: args.to }], subject: args.subject, textContent: args.text, tags: args.tags, headers: args.headers,
  scheduledAt: args.scheduledAt, batchId: args.batchId,
});

args = {
  subject: 'For all', html: '<p>Dear {{params.name}}</p>',
  recipients: [
    { to: 'ida@client.example', name: 'Ida', params: { name: 'Ida' } },
    { to: 'jan@client.example', cc: 'kim@client.example', replyTo: 'desk@shop.example', subject: 'For Jan', params: { name: 'Jan' } },
  ],
};
await record('versions', args, {
  sender, subject: args.subject, htmlContent: args.html,
  messageVersions: args.recipients.map(({ to, name, cc, replyTo, subject, params }) => ({
    to: [{ email: to, name }], ...(cc && { cc: [{ email: cc }] }), ...(replyTo && { replyTo: { email: replyTo } }), subject, params,
  })),
});

await recorder.close();
