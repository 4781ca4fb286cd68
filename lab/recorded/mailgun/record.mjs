// Runs mailgun.js against the recorder: see ../README.md. MIME messages are made by nodemailer's MailComposer.

import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { open } from '../recorder.mjs';

const MAILGUN_API_KEY = '00000000000000000000000000000000-not-a-real-key';
const SETTINGS = { MAILGUN_DOMAIN: 'mg.shop.example', SENDER_EMAIL: 'billing@mg.shop.example' };
const FROM = `Shop Billing <${SETTINGS.SENDER_EMAIL}>`;
const recorder = await open(import.meta.dirname, {
  host: ['api.mailgun.net', 'api.eu.mailgun.net'],
  client: 'mailgun.js',
  credential: { MAILGUN_API_KEY },
  reply: () => ({ json: { id: '<recorded@mg.shop.example>', message: 'Queued. Thank you.' } }),
});
const mailgun = new Mailgun(FormData);
const client = (url) => mailgun.client({ username: 'api', key: MAILGUN_API_KEY, url });

async function send(name, args, message, url = 'https://api.mailgun.net') {
  await recorder.record(name, { tool: 'send_email', arguments: args, settings: SETTINGS },
    () => client(url).messages.create(SETTINGS.MAILGUN_DOMAIN, message));
}

const mime = (mail) => new Promise((done, fail) => new MailComposer(mail).compile().build((e, m) => (e ? fail(e) : done(m))));

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
await send('plain', args, { from: FROM, ...args });

args = {
  to: 'bert@partner.example', cc: ['carla@partner.example', 'dora@zulieferer.example'], bcc: 'archiv@lockstreet.example',
  replyTo: 'antwort@lockstreet.example', subject: 'Prüfbericht für März', html: '<p>Liebe Partner &amp; Freunde</p>', text: 'Liebe Partner',
};
const { replyTo, ...copies } = args;
await send('copies', args, { from: FROM, ...copies, 'h:Reply-To': replyTo, 'o:tag': ['report', 'march'], 'o:tracking': 'no' });

args = { to: 'gina@client.example', subject: 'Your contract', text: 'See the file.', file: { name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' } };
await send('attachment', args, {
  from: FROM, to: args.to, subject: args.subject, text: args.text,
  attachment: [{ data: Buffer.from(args.file.content, 'base64'), filename: args.file.name, contentType: 'application/pdf' }],
});

args = { to: ['hugo@client.example', 'ida@client.example'], subject: 'Hello %recipient.name%', text: 'Your number is %recipient.number%', names: ['Hugo', 'Ida'] };
await send('batch', args, {
  from: FROM, to: args.to, subject: args.subject, text: args.text,
  'recipient-variables': JSON.stringify(Object.fromEntries(args.to.map((to, i) => [to, { name: args.names[i], number: i + 1 }]))),
});

args = { to: 'jan@client.example', subject: 'Welcome', template: 'welcome', variables: { name: 'Jan' } };
await send('template', args, {
  from: FROM, to: args.to, subject: args.subject, template: args.template, 't:variables': JSON.stringify(args.variables), 'v:customer': 'k-1',
});

args = { to: 'karl@client.example', cc: 'lena@client.example', bcc: 'mona@client.example', subject: 'Grüße', html: '<p>Für Karl</p>', text: 'Für Karl' };
await send('mime', args, {
  to: [args.to, args.cc, args.bcc],
  message: await mime({ from: FROM, to: args.to, cc: args.cc, bcc: args.bcc, subject: args.subject, html: args.html, text: args.text }),
});

args = { to: 'nora@client.example', subject: 'Europe', text: 'Hello' };
await send('eu', args, { from: FROM, ...args }, 'https://api.eu.mailgun.net');

await recorder.close();
