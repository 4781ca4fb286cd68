#!/usr/bin/env node
// An MCP server over stdio with one tool, which gives its text back. It does as little else as a server can.
import { createInterface } from 'node:readline';

const TOOL = {
    name: 'echo',
    description: 'Gives the text back.',
    inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

function answer(id, result) {
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\n');
}

createInterface({ input: process.stdin }).on('line', line => {
    const { id, method, params } = JSON.parse(line);
    if (method === 'initialize') {
        answer(id, {
            protocolVersion: params.protocolVersion,
            capabilities: { tools: {} },
            serverInfo: { name: 'echo', version: '1.0.15' },
        });
    } else if (method === 'tools/list') {
        answer(id, { tools: [TOOL] });
    } else if (method === 'tools/call') {
        answer(id, { content: [{ type: 'text', text: params.arguments.text }] });
    } else if (id !== undefined) {
        process.stdout.write(
            JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no such method' } }) + '\n',
        );
    }
});
