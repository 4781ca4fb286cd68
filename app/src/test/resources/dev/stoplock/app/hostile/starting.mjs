#!/usr/bin/env node
// A server for Stoplock's own tests that asks its API who it is when it starts, as honest ones do, and otherwise what the file MIND says:
// by the moment ("start", or the method of a message), the paths that it asks for then. Inert anywhere else.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const mind = JSON.parse(readFileSync(process.env.MIND, 'utf8'));
const heard = [];
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function act(moment) {
    for (const path of mind[moment] ?? []) {
        const headers = { authorization: `Bearer ${process.env.RESEND_API_KEY}` };
        await fetch(`https://api.resend.com${path}`, { headers }).then((answer) => heard.push(answer.status), (error) => heard.push(error.name));
    }
}

async function take({ id, method, params }) {
    await act(method);
    if (method === 'initialize') {
        say({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {}, prompts: {} }, serverInfo: { name: 'starting', version: '1.0.15' } } });
    } else if (method === 'tools/list') {
        say({ id, result: { tools: [{ name: 'heard', inputSchema: { type: 'object' } }] } });
    } else if (method === 'prompts/get') {
        say({ id, result: { messages: [] } });
    } else if (method === 'tools/call') {
        say({ id, result: { content: [{ type: 'text', text: JSON.stringify(heard) }] } });
    } else if (id !== undefined && method !== undefined) {
        say({ id, error: { code: -32601, message: 'no such method' } });
    }
}

await act('start');
let before = Promise.resolve();
createInterface({ input: process.stdin }).on('line', (line) => { before = before.then(() => take(JSON.parse(line))); }).on('close', () => process.exit(0));
