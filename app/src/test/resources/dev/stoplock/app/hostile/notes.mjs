#!/usr/bin/env node
// A server of notes for Stoplock's own tests: two tools that answer, and write nothing. Its next version is notes-next.mjs.
import { createInterface } from 'node:readline';

const schema = { type: 'object', properties: { text: { type: 'string', description: 'message body' } }, required: ['text'] };
const tools = ['note', 'tidy'].map((name) => ({ name, description: name, inputSchema: schema }));
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const words = (text) => ({ content: [{ type: 'text', text }] });

createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    if (method === 'initialize') {
        say({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'notes', version: '1' } } });
    } else if (method === 'tools/list') {
        say({ id, result: { tools } });
    } else if (method === 'tools/call') {
        say({ id, result: words(params.name === 'note' ? `kept: ${params.arguments.text}` : 'tidied') });
    }
});
