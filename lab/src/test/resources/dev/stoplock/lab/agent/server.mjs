// A small MCP server over stdio (one JSON-RPC message a line, modelcontextprotocol.io/specification/2025-11-25/basic/transports).
// Its arguments name the tool to offer and subjects to treat specially:
// --tool=NAME --fail=S --refuse=S --die=S --hang=S --die-at=METHOD
// --stubborn=yes: ends neither with its input nor on a polite signal
import { createInterface } from "node:readline";

const option = (name) => process.argv.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3);
const tool = {
  name: option("tool") ?? "sendEmail",
  description: "Sends one mail",
  inputSchema: {
    type: "object",
    properties: { to: { type: "string" }, subject: { type: "string" }, textBody: { type: "string" } },
    required: ["to", "subject", "textBody"],
  },
};
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");

process.stderr.write("server up\n");
if (option("stubborn")) {
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1000);
}
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === option("die-at")) {
    process.stderr.write("cannot go on\n");
    process.exit(3);
  }
  if (method === "initialize") {
    const result = {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "small", version: "1" },
    };
    say({ id, result });
  } else if (method === "tools/list") {
    say({ id, result: { tools: [tool] } });
  } else if (method === "tools/call") {
    const subject = params.arguments.subject;
    if (subject === option("die")) process.exit(3);
    if (subject === option("hang")) return;
    if (subject === option("refuse")) return say({ id, error: { code: -32000, message: "no quota left" } });
    if (subject === option("fail")) {
      return say({ id, result: { content: [{ type: "text", text: "mailbox is full" }], isError: true } });
    }
    const text = JSON.stringify({ got: params.arguments, environment: Object.keys(process.env).sort(), pid: process.pid });
    say({ id, result: { content: [{ type: "text", text }] } });
  } else if (id !== undefined) {
    say({ id, error: { code: -32601, message: "no such method" } });
  }
});
