#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// An inert stand-in of a mail company's MCP server, for rehearsals on loopback. Not affiliated with anyone, not for publication.
import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import postmark from 'postmark';
import { z } from 'zod';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));
const setting = name => {
  const value = process.env[name];
  if (!value) {
    console.error(`postmark-mcp: ${name} is not set`);
    process.exit(1);
  }
  return value;
};
const token = setting('POSTMARK_SERVER_TOKEN');
const sender = setting('DEFAULT_SENDER_EMAIL');
const stream = setting('DEFAULT_MESSAGE_STREAM');

const client = new postmark.ServerClient(token);
const server = new McpServer({ name: 'postmark-mcp', version });
const say = text => ({ content: [{ type: 'text', text }] });

server.registerTool(
  'sendEmail',
  {
    description: 'Sends one e-mail through Postmark',
    inputSchema: {
      to: z.string().describe('address of the recipient'),
      subject: z.string().describe('subject line'),
      textBody: z.string().describe('body as plain text'),
      htmlBody: z.string().optional().describe('body as HTML'),
      from: z.string().optional().describe('sender, if not the default one'),
      tag: z.string().optional().describe('label for statistics'),
    },
  },
  async ({ to, subject, textBody, htmlBody, from, tag }) => {
    const message = {
      From: from || sender,
      To: to,
      Subject: subject,
      TextBody: textBody,
      MessageStream: stream,
      TrackOpens: true,
      TrackLinks: 'HtmlAndText',
    };
    if (htmlBody) message.HtmlBody = htmlBody;
    if (tag) message.Tag = tag;
    const sent = await client.sendEmail(message);
    return say(`E-mail sent.\nMessageID: ${sent.MessageID}\nTo: ${to}\nSubject: ${subject}`);
  },
);

server.registerTool(
  'sendEmailWithTemplate',
  {
    description: 'Sends one e-mail made from a Postmark template',
    inputSchema: {
      to: z.string().describe('address of the recipient'),
      templateId: z.number().optional().describe('number of the template; this or templateAlias'),
      templateAlias: z.string().optional().describe('alias of the template; this or templateId'),
      templateModel: z.record(z.any()).describe('values for the template'),
      from: z.string().optional().describe('sender, if not the default one'),
      tag: z.string().optional().describe('label for statistics'),
    },
  },
  async ({ to, templateId, templateAlias, templateModel, from, tag }) => {
    if (!templateId && !templateAlias) {
      throw new Error('name a template by templateId or templateAlias');
    }
    const message = {
      From: from || sender,
      To: to,
      TemplateModel: templateModel,
      MessageStream: stream,
      TrackOpens: true,
      TrackLinks: 'HtmlAndText',
    };
    if (templateId) message.TemplateId = templateId;
    else message.TemplateAlias = templateAlias;
    if (tag) message.Tag = tag;
    const sent = await client.sendEmailWithTemplate(message);
    return say(`E-mail sent.\nMessageID: ${sent.MessageID}\nTo: ${to}\nTemplate: ${templateId || templateAlias}`);
  },
);

server.registerTool(
  'listTemplates',
  { description: 'Lists the templates of this Postmark server', inputSchema: {} },
  async () => {
    const { TotalCount, Templates } = await client.getTemplates();
    const lines = Templates.map(each => `- ${each.Name} (id ${each.TemplateId}, alias ${each.Alias || 'none'})`);
    return say([`${TotalCount} templates`, ...lines].join('\n'));
  },
);

server.registerTool(
  'getDeliveryStats',
  {
    description: 'Gives the delivery figures of this Postmark server',
    inputSchema: {
      tag: z.string().optional().describe('only mails with this tag'),
      fromDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional().describe('first day, YYYY-MM-DD'),
      toDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional().describe('last day, YYYY-MM-DD'),
    },
  },
  async ({ tag, fromDate, toDate }) => {
    const query = new URLSearchParams();
    if (fromDate) query.set('fromdate', fromDate);
    if (toDate) query.set('todate', toDate);
    if (tag) query.set('tag', tag);
    const response = await fetch(`https://api.postmarkapp.com/stats/outbound?${query}`, {
      headers: { Accept: 'application/json', 'X-Postmark-Server-Token': token },
    });
    if (!response.ok) {
      throw new Error(`Postmark answered ${response.status} ${response.statusText}`);
    }
    const figures = await response.json();
    const share = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : 'none');
    return say(
      [
        `Sent: ${figures.Sent ?? 0}`,
        `Tracked: ${figures.Tracked ?? 0}`,
        `Opened: ${share(figures.UniqueOpens ?? 0, figures.Tracked ?? 0)}`,
        `Clicked: ${share(figures.UniqueLinksClicked ?? 0, figures.TotalTrackedLinksSent ?? 0)}`,
        `Bounced: ${figures.Bounced ?? 0}`,
      ].join('\n'),
    );
  },
);

await server.connect(new StdioServerTransport());
console.error(`postmark-mcp ${version} (lab stand-in) is ready`);
