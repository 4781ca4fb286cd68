// Runs node-mailjet against the recorder: see ../README.md.

import Mailjet from 'node-mailjet';
import { open } from '../recorder.mjs';

const MJ_APIKEY_PUBLIC = 'not-a-real-public-key-0000000000';
const MJ_APIKEY_PRIVATE = 'not-a-real-private-key-000000000';
const settings = { MAILJET_FROM_EMAIL: 'billing@shop.example' };
const From = { Email: settings.MAILJET_FROM_EMAIL, Name: 'Shop, Billing' };
const recorder = await open(import.meta.dirname, {
  host: 'api.mailjet.com',
  client: 'node-mailjet',
  credential: { MJ_APIKEY_PUBLIC, MJ_APIKEY_PRIVATE },
  reply: ({ target }) => ({ json: target.includes('v3.1') ? { Messages: [{ Status: 'success' }] } : { Sent: [] } }),
});
const mailjet = new Mailjet({ apiKey: MJ_APIKEY_PUBLIC, apiSecret: MJ_APIKEY_PRIVATE });
const record = (name, args, version, body) =>
  recorder.record(name, { tool: 'send_email', arguments: args, settings }, () => mailjet.post('send', { version }).request(body));

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
await record('plain', args, 'v3.1', { Messages: [{ From, To: [{ Email: args.to }], Subject: args.subject, TextPart: args.text }] });

args = {
  to: [{ email: 'bert@partner.example' }, { email: 'erik@client.example', name: 'Müller, Erik' }],
  cc: ['carla@partner.example', 'dora@zulieferer.example'], bcc: 'archiv@lockstreet.example', replyTo: 'antwort@lockstreet.example',
  subject: 'Prüfbericht für März', text: 'Liebe Partner', html: '<p>Liebe Partner, <a href="https://shop.example/bericht">hier</a></p>',
};
await record('copies', args, 'v3.1', {
  Messages: [{
    From, To: args.to.map(({ email, name }) => ({ Email: email, ...(name && { Name: name }) })), Cc: args.cc.map((Email) => ({ Email })),
    Bcc: [{ Email: args.bcc }], ReplyTo: { Email: args.replyTo }, Subject: args.subject, TextPart: args.text, HTMLPart: args.html,
  }],
});

args = {
  to: 'gina@client.example', from: 'sales@shop.example', subject: 'Your contract', html: '<p>See the file. <img src="cid:logo"></p>',
  files: [{ name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' }, { name: 'logo.png', content: 'iVBORw0KGgo=' }],
};
await record('attachments', args, 'v3.1', {
  Messages: [{
    From: { Email: args.from }, To: [{ Email: args.to }], Subject: args.subject, HTMLPart: args.html,
    Attachments: [{ ContentType: 'application/pdf', Filename: args.files[0].name, Base64Content: args.files[0].content }],
    InlinedAttachments: [{ ContentType: 'image/png', Filename: args.files[1].name, Base64Content: args.files[1].content, ContentID: 'logo' }],
  }],
});

args = {
  to: 'hugo@client.example', templateId: 4711, variables: { name: 'Hugo', total: '12.50' }, reportErrorsTo: 'admin@shop.example',
};
await record('template', args, 'v3.1', {
  Messages: [{
    From, To: [{ Email: args.to }], TemplateID: args.templateId, TemplateLanguage: true, Variables: args.variables,
    TemplateErrorReporting: { Email: args.reportErrorsTo }, TemplateErrorDeliver: false,
  }],
});

args = {
  to: 'nora@client.example', subject: 'Report', text: 'Attached', headers: { 'X-Project': 'spring' }, campaign: 'report-2026-11',
  customId: 'order 4711', payload: 'invoice=7', urlTags: 'source=mail',
};
await record('headers', args, 'v3.1', {
  Messages: [{
    From, To: [{ Email: args.to }], Subject: args.subject, TextPart: args.text, Headers: args.headers, CustomCampaign: args.campaign,
    DeduplicateCampaign: true, CustomID: args.customId, EventPayload: args.payload, URLTags: args.urlTags, Priority: 2,
    TrackOpens: 'account_default', TrackClicks: 'disabled',
  }],
  SandboxMode: false,
});

args = {
  subject: 'For all',
  messages: [
    { to: 'ida@client.example', text: 'Dear Ida' },
    { to: 'jan@client.example', cc: 'kim@client.example', text: 'Dear Jan', subject: 'For Jan' },
  ],
};
await record('batch', args, 'v3.1', {
  Globals: { From, Subject: args.subject },
  Messages: args.messages.map(({ to, cc, text, subject }) => ({
    To: [{ Email: to }], ...(cc && { Cc: [{ Email: cc }] }), TextPart: text, ...(subject && { Subject: subject }),
  })),
});

args = { to: ['lea@client.example', 'max@client.example'], subject: 'One each', text: 'Hello', html: '<p>Hello</p>' };
await record('v3-recipients', args, 'v3', {
  FromEmail: From.Email, FromName: From.Name, Recipients: args.to.map((Email) => ({ Email })), Subject: args.subject,
  'Text-part': args.text, 'Html-part': args.html,
});

args = {
  to: '"Müller, Erik" <erik@client.example>, frida@client.example', cc: 'carla@partner.example', bcc: 'archiv@lockstreet.example',
  replyTo: 'desk@shop.example', subject: 'Flat', text: 'Hello', file: { name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' },
};
await record('v3-copies', args, 'v3', {
  FromEmail: From.Email, To: args.to, Cc: args.cc, Bcc: args.bcc, Subject: args.subject, 'Text-part': args.text,
  Headers: { 'Reply-To': args.replyTo },
  Attachments: [{ 'Content-type': 'application/pdf', Filename: args.file.name, Content: args.file.content }],
});

await recorder.close();
