// Runs @microsoft/microsoft-graph-client against the recorder: see ../README.md. MIME messages are made by nodemailer's
// MailComposer.

import { Client } from '@microsoft/microsoft-graph-client';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { open } from '../recorder.mjs';

const GRAPH_ACCESS_TOKEN = 'eyJ0eXAiOiJKV1QifQ.not-a-real-token.0000000000000000';
const SETTINGS = { GRAPH_USER: 'billing@shop.example' };
const ID = 'AAMkAGI2TG93AAA-recorded-draft=';
const recorder = await open(import.meta.dirname, {
  host: ['graph.microsoft.com'],
  client: '@microsoft/microsoft-graph-client',
  credential: { GRAPH_ACCESS_TOKEN },
  reply: ({ method, target }) => (method === 'PATCH' || /\/messages$/.test(target)
    ? { status: method === 'PATCH' ? 200 : 201, json: { id: ID, isDraft: true } }
    : { status: 202, headers: { 'content-type': 'text/plain' } }),
});
const graph = Client.init({ authProvider: (done) => done(null, GRAPH_ACCESS_TOKEN) });
// `more` says what else a reader of the recording must know: the id of a draft that was made, or why it is denied alone
const record = (name, tool, args, run, more = {}) => recorder.record(name, { tool, arguments: args, settings: SETTINGS, ...more }, run);
const people = (list) => [list].flat().map((address) => ({ emailAddress: { address } }));
const mime = (mail) => new Promise((done, fail) => {
  const node = new MailComposer(mail).compile();
  node.keepBcc = true;
  node.build((e, m) => (e ? fail(e) : done(m)));
});

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
await record('plain', 'send_mail', args, () => graph.api('/me/sendMail').post({
  message: { subject: args.subject, body: { contentType: 'Text', content: args.text }, toRecipients: people(args.to) },
}));

args = {
  to: ['bert@partner.example'], cc: ['carla@partner.example'], bcc: ['archiv@lockstreet.example'], replyTo: 'antwort@lockstreet.example',
  subject: 'Prüfbericht für März', html: '<p>Liebe <b>Partner</b></p>', file: { name: 'bericht.csv', content: 'YTtiCg==' },
};
const full = () => ({
  subject: args.subject, body: { contentType: 'HTML', content: args.html }, toRecipients: people(args.to), ccRecipients: people(args.cc),
  bccRecipients: people(args.bcc), replyTo: people(args.replyTo), importance: 'high',
  attachments: [{ '@odata.type': '#microsoft.graph.fileAttachment', name: args.file.name, contentType: 'text/csv', contentBytes: args.file.content }],
});
await record('copies', 'send_mail', args, () => graph.api(`/users/${SETTINGS.GRAPH_USER}/sendMail`).post({ message: full(), saveToSentItems: false }));

args = { to: 'hugo@client.example', cc: 'ida@client.example', subject: 'Grüße', text: 'Für Hugo', html: '<p>Für Hugo</p>' };
await record('mime', 'send_mail', args, async () => graph.api('/me/sendMail').header('Content-Type', 'text/plain')
  .post((await mime({ from: SETTINGS.GRAPH_USER, ...args })).toString('base64')));

args = { to: ['jan@client.example'], subject: 'Draft', text: 'Not yet' };
await record('draft', 'create_draft', args, () => graph.api('/me/messages').post({
  subject: args.subject, body: { contentType: 'Text', content: args.text }, toRecipients: people(args.to),
}));
args = { draftId: ID, to: ['karl@client.example'], subject: 'Draft for Karl' };
await record('update', 'update_draft', args, () => graph.api(`/me/messages/${ID}`).patch({ subject: args.subject, toRecipients: people(args.to) }));
args = { draftId: ID, file: { name: 'more.txt', content: 'bW9yZQ==' } };
await record('attach', 'add_attachment', args, () => graph.api(`/me/messages/${ID}/attachments`).post(
  { '@odata.type': '#microsoft.graph.fileAttachment', name: args.file.name, contentBytes: args.file.content }));
args = { draftId: ID };
await record('send-draft', 'send_draft', args, () => graph.api(`/me/messages/${ID}/send`).post({}), { denied: 'contract.recipient' });
args = { to: ['mona@client.example'], cc: ['nora@client.example'], subject: 'Drafted and sent', text: 'In one call' };
await record('draft-and-send', 'send_mail', args, async () => {
  const draft = await graph.api('/me/messages').post({
    subject: args.subject, body: { contentType: 'Text', content: args.text }, toRecipients: people(args.to), ccRecipients: people(args.cc),
  });
  await graph.api(`/me/messages/${draft.id}/send`).post({});
}, { draft: ID });

args = { messageId: 'AAMkAGI2TG93AAA-recorded-original=', comment: 'Yes, gladly' };
await record('reply', 'reply', args, () => graph.api(`/me/messages/${args.messageId}/reply`).post({ comment: args.comment }), { denied: 'contract.recipient' });
args = { messageId: 'AAMkAGI2TG93AAA-recorded-original=', to: ['lena@client.example'], comment: 'For you' };
await record('forward', 'forward', args, () => graph.api(`/me/messages/${args.messageId}/forward`)
  .post({ comment: args.comment, toRecipients: people(args.to) }));

await recorder.close();
