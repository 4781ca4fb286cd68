// Runs postmark.js against the recorder: see ../README.md.

import { ServerClient } from 'postmark';
import { open } from '../recorder.mjs';

const POSTMARK_SERVER_TOKEN = '00000000-0000-4000-8000-not-a-real-token';
const settings = { DEFAULT_SENDER_EMAIL: 'billing@shop.example', DEFAULT_MESSAGE_STREAM: 'outbound' };
const From = settings.DEFAULT_SENDER_EMAIL;
const sent = (To) => ({ To, SubmittedAt: '2026-11-23T06:00:00Z', MessageID: 'recorded', ErrorCode: 0, Message: 'OK' });
const recorder = await open(import.meta.dirname, {
  host: 'api.postmarkapp.com',
  client: 'postmark',
  credential: { POSTMARK_SERVER_TOKEN },
  reply: ({ target }) => ({
    json: target.includes('atch') ? [sent('a'), sent('b')] : target.includes('bulk') ? { Id: '1', Status: 'Accepted' } : sent('a'),
  }),
});
const client = new ServerClient(POSTMARK_SERVER_TOKEN);
const record = (name, tool, args, send) => recorder.record(name, { tool, arguments: args, settings }, send);

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', textBody: 'Dear Anna,\n\nyour invoice is due.\n' };
await record('plain', 'sendEmail', args, () => client.sendEmail({
  From, To: args.to, Subject: args.subject, TextBody: args.textBody, MessageStream: settings.DEFAULT_MESSAGE_STREAM,
}));

args = {
  to: ['"Müller, Erik" <erik@client.example>', 'frida@client.example'], cc: ['carla@partner.example', 'dora@zulieferer.example'],
  bcc: 'archiv@lockstreet.example', replyTo: 'antwort@lockstreet.example', subject: 'Prüfbericht für März', textBody: 'Liebe Partner',
};
await record('copies', 'sendEmail', args, () => client.sendEmail({
  From: `"Shop, Billing" <${From}>`, To: args.to.join(', '), Cc: args.cc.join(','), Bcc: args.bcc, ReplyTo: args.replyTo,
  Subject: args.subject, TextBody: args.textBody, MessageStream: settings.DEFAULT_MESSAGE_STREAM,
}));

args = {
  to: 'gina@client.example', from: 'sales@shop.example', subject: 'Your contract', textBody: 'See https://shop.example/terms?v=2&l=en.',
  htmlBody: '<p>See <a href="https://shop.example/terms?v=2&amp;l=en">the terms</a>. <img src="cid:logo.png"></p>',
  files: [{ name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' }, { name: 'logo.png', content: 'iVBORw0KGgo=' }],
};
await record('attachments', 'sendEmail', args, () => client.sendEmail({
  From: args.from, To: args.to, Subject: args.subject, TextBody: args.textBody, HtmlBody: args.htmlBody,
  Attachments: [
    { Name: args.files[0].name, Content: args.files[0].content, ContentType: 'application/pdf', ContentID: null },
    { Name: args.files[1].name, Content: args.files[1].content, ContentType: 'image/png', ContentID: 'cid:logo.png' },
  ],
}));

args = {
  to: 'nora@client.example', subject: 'Report', textBody: 'Attached', tag: 'report', metadata: { order: '4711' },
  headers: [{ name: 'X-Project', value: 'spring' }], stream: 'broadcast',
};
await record('headers', 'sendEmail', args, () => client.sendEmail({
  From, To: args.to, Subject: args.subject, TextBody: args.textBody, Tag: args.tag, Metadata: args.metadata,
  Headers: args.headers.map(({ name, value }) => ({ Name: name, Value: value })), TrackOpens: true, TrackLinks: 'None',
  MessageStream: args.stream,
}));

args = { to: 'hugo@client.example', templateId: 1002, templateModel: { name: 'Hugo', number: '2026-118' } };
await record('template', 'sendEmailWithTemplate', args, () => client.sendEmailWithTemplate({
  From, To: args.to, TemplateId: args.templateId, TemplateModel: args.templateModel, MessageStream: settings.DEFAULT_MESSAGE_STREAM,
}));

args = {
  messages: [
    { to: 'ida@client.example', subject: 'For Ida', textBody: 'Dear Ida' },
    { to: 'jan@client.example', cc: 'kim@client.example', subject: 'For Jan', textBody: 'Dear Jan' },
  ],
};
await record('batch', 'sendEmails', args, () => client.sendEmailBatch(args.messages.map(({ to, cc, subject, textBody }) => ({
  From, To: to, ...(cc && { Cc: cc }), Subject: subject, TextBody: textBody, MessageStream: settings.DEFAULT_MESSAGE_STREAM,
}))));

args = {
  templateAlias: 'invoice',
  messages: [{ to: 'lea@client.example', model: { name: 'Lea' } }, { to: 'max@client.example', model: { name: 'Max' } }],
};
await record('batch-templates', 'sendEmailsWithTemplate', args, () => client.sendEmailBatchWithTemplates(
  args.messages.map(({ to, model }) => ({ From, To: to, TemplateAlias: args.templateAlias, TemplateModel: model }))));

args = {
  subject: 'News for {{name}}', textBody: 'Dear {{name}}', stream: 'broadcast', replyTo: 'desk@shop.example',
  recipients: [{ to: 'otto@client.example', model: { name: 'Otto' } }, { to: 'paula@client.example', bcc: 'quinn@client.example' }],
};
await record('bulk', 'sendBulk', args, () => client.sendBulkEmail({
  From, ReplyTo: args.replyTo, Subject: args.subject, TextBody: args.textBody, MessageStream: args.stream,
  Messages: args.recipients.map(({ to, bcc, model }) => ({ To: to, ...(bcc && { Bcc: bcc }), ...(model && { TemplateModel: model }) })),
}));

await recorder.close();
