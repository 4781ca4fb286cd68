// Runs @googleapis/gmail against the recorder: see ../README.md. Messages are made by nodemailer's MailComposer.

import { auth, gmail as client } from '@googleapis/gmail';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { Readable } from 'node:stream';
import { open } from '../recorder.mjs';

const GMAIL_ACCESS_TOKEN = 'ya29.not-a-real-token-0000000000000000';
const SETTINGS = { SENDER_EMAIL: 'billing@shop.example', GMAIL_USER: 'me' };
const recorder = await open(import.meta.dirname, {
  host: ['gmail.googleapis.com'],
  client: '@googleapis/gmail',
  credential: { GMAIL_ACCESS_TOKEN },
  reply: ({ target }) => ({
    json: /\/drafts(\/[^/]+)?(\?|$)/.test(target)
      ? { id: 'r1234567890123456789', message: { id: '18c0000000000001', threadId: '18c0000000000001', labelIds: ['DRAFT'] } }
      : { id: '18c0000000000002', threadId: '18c0000000000002', labelIds: ['SENT'] },
  }),
});
const oauth = new auth.OAuth2();
oauth.setCredentials({ access_token: GMAIL_ACCESS_TOKEN, expiry_date: Date.now() + 3_600_000 });
const gmail = client({ version: 'v1', auth: oauth });

const mime = (mail) => new Promise((done, fail) => {
  const node = new MailComposer(mail).compile();
  node.keepBcc = true;
  node.build((e, m) => (e ? fail(e) : done(m)));
});
const raw = async (mail) => (await mime({ from: SETTINGS.SENDER_EMAIL, ...mail })).toString('base64url');
// `more` says what else a reader of the recording must know: the id of a draft that was made, or why it is denied alone
const record = (name, tool, args, run, more = {}) => recorder.record(name, { tool, arguments: args, settings: SETTINGS, ...more }, run);

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
await record('plain', 'send_email', args, async () => gmail.users.messages.send({ userId: 'me', requestBody: { raw: await raw(args) } }));

args = {
  to: ['"Müller, Erik" <erik@client.example>', 'frida@client.example'], cc: 'carla@partner.example', bcc: 'archiv@lockstreet.example',
  replyTo: 'antwort@lockstreet.example', subject: 'Prüfbericht für März', text: 'Liebe Partner', html: '<p>Liebe <b>Partner</b></p>',
};
await record('copies', 'send_email', args, async () => gmail.users.messages.send({ userId: 'me', requestBody: { raw: await raw(args) } }));

args = { to: 'gina@client.example', subject: 'Your contract', text: 'See the file.', file: { name: 'Vertrag für Gina.pdf', content: 'JVBERi0xLjQKJeKAkw==' } };
const attached = { to: args.to, subject: args.subject, text: args.text, attachments: [{ filename: args.file.name, content: args.file.content, encoding: 'base64' }] };
await record('attachment', 'send_email', args, async () => gmail.users.messages.send({ userId: 'me', requestBody: { raw: await raw(attached) } }));

args = { to: 'hugo@client.example', subject: 'Re: Question', text: 'Yes', threadId: '18c00000000000aa', inReplyTo: '<question@client.example>' };
await record('reply', 'send_email', args, async () => gmail.users.messages.send({
  userId: 'me', requestBody: { threadId: args.threadId, raw: await raw({ ...args, references: args.inReplyTo }) },
}));

args = { to: 'ida@client.example', subject: 'Uploaded', text: 'Hello' };
const media = async () => ({ mimeType: 'message/rfc822', body: Readable.from([await mime({ from: SETTINGS.SENDER_EMAIL, ...args })]) });
await record('upload', 'send_email', args, async () => gmail.users.messages.send({ userId: 'me', media: await media() }));
args = { ...args, threadId: '18c00000000000bb' };
await record('related', 'send_email', args, async () => gmail.users.messages.send({
  userId: 'me', requestBody: { threadId: args.threadId }, media: await media(),
}));

args = { to: 'jan@client.example', subject: 'Draft', text: 'Not yet' };
await record('draft', 'draft_email', args, async () => gmail.users.drafts.create({ userId: 'me', requestBody: { message: { raw: await raw(args) } } }));
const id = 'r1234567890123456789';
args = { draftId: id, to: 'karl@client.example', subject: 'Draft', text: 'Now for Karl' };
await record('update', 'update_draft', args, async () => gmail.users.drafts.update({
  userId: 'me', id, requestBody: { message: { raw: await raw({ to: args.to, subject: args.subject, text: args.text }) } },
}));
args = { draftId: id };
await record('send-draft', 'send_draft', args, () => gmail.users.drafts.send({ userId: 'me', requestBody: { id } }),
  { denied: 'contract.recipient' });
args = { to: 'lena@client.example', bcc: 'mona@client.example', subject: 'Drafted and sent', text: 'In one call' };
await record('draft-and-send', 'send_email', args, async () => {
  const draft = await gmail.users.drafts.create({ userId: 'me', requestBody: { message: { raw: await raw(args) } } });
  await gmail.users.drafts.send({ userId: 'me', requestBody: { id: draft.data.id } });
}, { draft: id });

await recorder.close();
