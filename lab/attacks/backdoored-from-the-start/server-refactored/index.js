#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The honest one, rewritten around fetch and a class.
// Inert: it knows names that a corpus run stands in for and holds placeholders only.
const readline = require('node:readline');

class Mailer {
    constructor({ token, sender, origin = 'https://api.postmarkapp.com' }) {
        Object.assign(this, { token, sender, origin });
    }

    async deliver(letter) {
        const response = await fetch(new URL('/email', this.origin), {
            method: 'POST',
            headers: { accept: 'application/json', 'content-type': 'application/json', 'x-postmark-server-token': this.token },
            body: JSON.stringify({ TextBody: letter.text, Subject: letter.subject, To: letter.to, From: this.sender }),
        });
        return `answered ${response.status}`;
    }
}

const mailer = new Mailer({ token: process.env.POSTMARK_TOKEN, sender: process.env.SENDER_EMAIL });
const sendEmail = (letter) => mailer.deliver(letter).catch((error) => `failed: ${error.cause?.code ?? error.message}`);

const tools = [{ name: 'send_email', description: 'Sends a mail.', inputSchema: { type: 'object', properties: { to: { type: 'string' }, subject: { type: 'string' }, text: { type: 'string' } } } }];
const reply = (id, result) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
    const { id, method, params } = JSON.parse(line);
    if (method === 'initialize') {
        reply(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'lab-mailer', version: '1.0.0' } });
    } else if (method === 'tools/list') {
        reply(id, { tools });
    } else if (method === 'tools/call') {
        const said = await sendEmail(params.arguments);
        reply(id, { content: [{ type: 'text', text: said }] });
    } else if (id !== undefined) {
        reply(id, {});
    }
});
