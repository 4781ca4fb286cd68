// Runs @sendgrid/mail against the recorder: see ../README.md.

import client from '@sendgrid/client';
import mail from '@sendgrid/mail';
import { open } from '../recorder.mjs';

const SENDGRID_API_KEY = 'SG.not-a-real-key-0000.not-a-real-secret-000000000000000000000000000';
const SENDER = { SENDER_EMAIL: 'billing@shop.example' };
const recorder = await open(import.meta.dirname, {
  host: ['api.sendgrid.com', 'api.eu.sendgrid.com'],
  client: '@sendgrid/mail',
  credential: { SENDGRID_API_KEY },
  reply: () => ({ status: 202, headers: { 'x-message-id': 'recorded' } }),
});
mail.setApiKey(SENDGRID_API_KEY);

/** What the tool's arguments say, sent as a server that wraps the client would. */
async function send(name, args, message, settings = SENDER) {
  await recorder.record(name, { tool: 'send_email', arguments: args, settings }, () => mail.send(message));
}

let args = { to: 'anna.krause@client.example', subject: 'Your invoice 4711', text: 'Dear Anna,\n\nyour invoice is due.\n' };
await send('plain', args, { ...args, from: SENDER.SENDER_EMAIL });

args = {
  to: 'bert@partner.example', cc: ['carla@partner.example', 'dora@zulieferer.example'], bcc: 'archiv@lockstreet.example',
  replyTo: 'antwort@lockstreet.example', subject: 'Prüfbericht für März', text: 'Liebe Partner',
};
await send('copies', args, { ...args, from: { email: SENDER.SENDER_EMAIL, name: 'Shop, Billing' } });

args = {
  to: ['"Müller, Erik" <erik@client.example>', 'frida@client.example'], replyTo: ['desk@shop.example', 'help@shop.example'],
  from: 'sales@shop.example', subject: 'Two of you', text: 'Hello', html: '<p>Hello &amp; welcome</p>',
};
await send('names', args, {
  to: [{ email: 'erik@client.example', name: 'Müller, Erik' }, { email: 'frida@client.example' }],
  replyToList: args.replyTo.map((email) => ({ email })), from: args.from, subject: args.subject, text: args.text, html: args.html,
}, {});

args = {
  to: 'gina@client.example', subject: 'Your contract', html: '<p>See the file. <img src="cid:logo"></p>',
  files: [{ name: 'contract.pdf', content: 'JVBERi0xLjQKJeKAkw==' }, { name: 'logo.png', content: 'iVBORw0KGgo=' }],
};
await send('attachments', args, {
  to: args.to, from: SENDER.SENDER_EMAIL, subject: args.subject, html: args.html,
  attachments: [
    { content: args.files[0].content, filename: args.files[0].name, type: 'application/pdf', disposition: 'attachment' },
    { content: args.files[1].content, filename: args.files[1].name, type: 'image/png', disposition: 'inline', content_id: 'logo' },
  ],
});

args = {
  to: 'hugo@client.example', templateId: 'd-0123456789abcdef0123456789abcdef', variables: { name: 'Hugo', total: '12.50' },
};
await send('template', args, {
  to: args.to, from: SENDER.SENDER_EMAIL, templateId: args.templateId, dynamicTemplateData: args.variables,
});

args = {
  messages: [
    { to: 'ida@client.example', subject: 'For Ida', variables: { name: 'Ida' } },
    { to: 'jan@client.example', cc: 'kim@client.example', subject: 'For Jan', variables: { name: 'Jan' } },
  ],
  subject: 'For all', text: 'Dear -name-',
};
await send('personalizations', args, {
  from: SENDER.SENDER_EMAIL, subject: args.subject, text: args.text, substitutionWrappers: ['-', '-'],
  personalizations: args.messages.map(({ to, cc, subject, variables }) => ({ to, ...(cc && { cc }), subject, substitutions: variables })),
});

args = { to: ['lea@client.example', 'max@client.example'], subject: 'One each', text: 'Hello' };
await recorder.record('multiple', { tool: 'send_email', arguments: args, settings: SENDER },
  () => mail.sendMultiple({ ...args, from: SENDER.SENDER_EMAIL }));

args = {
  to: 'nora@client.example', subject: 'Report', text: 'Attached', categories: ['report', 'monthly'],
  headers: { 'X-Project': 'spring' }, customArgs: { order: '4711' }, sendAt: 1795420800, unsubscribeGroup: 12345, ipPool: 'transactional',
};
await send('headers', args, {
  to: args.to, from: SENDER.SENDER_EMAIL, subject: args.subject, text: args.text, categories: args.categories,
  headers: args.headers, customArgs: args.customArgs, sendAt: args.sendAt, asm: { groupId: args.unsubscribeGroup },
  ipPoolName: args.ipPool,
  trackingSettings: { clickTracking: { enable: false, enableText: false }, openTracking: { enable: false } },
  mailSettings: { sandboxMode: { enable: false }, footer: { enable: false } },
});

args = { to: 'otto@client.example', subject: 'From the EU', text: 'Hallo' };
client.setDataResidency('eu');
mail.setClient(client);
mail.setApiKey(SENDGRID_API_KEY);
client.setDataResidency('eu');
await send('eu', args, { ...args, from: SENDER.SENDER_EMAIL });

await recorder.close();
