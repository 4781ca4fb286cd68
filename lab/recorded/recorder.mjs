// Records the exact bytes that a mail company's own client sends, in the folder of whoever asks.
//
//   import { open } from '../recorder.mjs';
//   const recorder = await open(import.meta.dirname, {
//     host: 'api.example.com',               // what the client dials; Host and SNI stay as it writes them
//     client: 'its-package',                 // name in package.json; its installed version is noted
//     credential: { EXAMPLE_API_KEY: 'fake' },
//     reply: (request) => ({ status: 200, json: { ok: true } }),   // request: { method, target, head, body }
//   });
//   await recorder.record('plain', call, async (baseUrl, ca, port) => { … });
//   await recorder.close();
//
// `call` is { tool, arguments, settings? }: what a tool's call would carry, and the server's settings.
// Written: NAME.http, one request as it came (NAME.2.http and on where the client sent more), NAME.call.json,
// and once per folder recorded.json (client, version, runtime, hosts, the fake credential).
//
// Clients that run in this process need nothing: each of their TCP connections is led to the recorder, whatever
// host it was for, and nothing leaves this machine. Other programs dial 127.0.0.1:`port` and trust the file `ca`
// (curl: --connect-to '::127.0.0.1:PORT' --cacert CA).

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';

const OURS = 'STOPLOCK_RECORDER_CERTIFICATES';

// Node takes a further root only at its start: the script that imports this is run once more, with ours.
if (!process.env[OURS]) {
  const folder = mkdtempSync(join(tmpdir(), 'recorder-'));
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=recorder',
    '-keyout', 'ca.key', '-out', 'ca.pem');
  const environment = { ...process.env, [OURS]: folder, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']) {
    delete environment[name];
  }
  const again = spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit', env: environment });
  rmSync(folder, { recursive: true });
  process.exit(again.status ?? 1);
}

const folderOfCertificates = process.env[OURS];
const ca = join(folderOfCertificates, 'ca.pem');

function certificate(hosts) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folderOfCertificates, stdio: 'pipe' });
  writeFileSync(join(folderOfCertificates, 'names'), 'subjectAltName=' + hosts.map((host) => 'DNS:' + host).join(','));
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=recorded', '-keyout', 'leaf.key', '-out', 'leaf.csr');
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
    '-extfile', 'names', '-out', 'leaf.pem');
  return ['key', 'pem'].map((end) => readFileSync(join(folderOfCertificates, 'leaf.' + end)));
}

/** The length of the first whole request in the bytes, or 0: by Content-Length or chunks (RFC 9112, 6). */
function whole(bytes) {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) {
    return 0;
  }
  const head = text.slice(0, end);
  if (/^transfer-encoding:.*chunked/im.test(head)) {
    let at = end + 4;
    for (;;) {
      const line = text.indexOf('\r\n', at);
      if (line < 0) {
        return 0;
      }
      const size = parseInt(text.slice(at, line), 16);
      at = line + 2 + size + 2;
      if (size === 0) {
        return at <= bytes.length ? at : 0;
      }
    }
  }
  const length = end + 4 + Number(/^content-length: *([0-9]+)/im.exec(head)?.[1] ?? 0);
  return length <= bytes.length ? length : 0;
}

function parts(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end).toString('latin1');
  const [method, target] = head.split(' ', 2);
  return { method, target, head, body: bytes.subarray(end + 4) };
}

export async function open(folder, { host, client, credential, reply = () => ({}) }) {
  const hosts = [host].flat();
  let seen = [];
  const [key, cert] = certificate([...hosts, 'localhost']);
  const server = tls.createServer({ key, cert, ALPNProtocols: ['http/1.1'] }, (socket) => {
    let bytes = Buffer.alloc(0);
    let continued = false;
    socket.on('error', () => {});
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      if (!continued && /\r\nexpect: *100-continue/i.test(bytes.toString('latin1'))) {
        continued = true;
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      }
      for (let length = whole(bytes); length > 0; length = whole(bytes)) {
        const request = Buffer.from(bytes.subarray(0, length));
        bytes = bytes.subarray(length);
        seen.push(request);
        const { status = 200, headers = {}, json = {} } = reply(parts(request));
        const body = Buffer.from(status === 202 || status === 204 ? '' : JSON.stringify(json));
        const lines = { 'content-type': 'application/json', 'content-length': body.length, ...headers };
        const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`).join('');
        socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Recorded\r\n${head}\r\n`), body]));
      }
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();

  const dial = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...given) {
    const options = Array.isArray(given[0]) ? given[0] : given;
    if (typeof options[0] === 'object') {
      options[0] = { ...options[0], host: '127.0.0.1', port, lookup: undefined };
    } else {
      options[0] = port;
      options[1] = typeof options[1] === 'string' ? '127.0.0.1' : options[1];
    }
    return dial.apply(this, given);
  };

  const version = client && JSON.parse(readFileSync(join(folder, 'node_modules', client, 'package.json'))).version;
  writeFileSync(join(folder, 'recorded.json'),
    JSON.stringify({ client, version, runtime: 'node ' + process.version, hosts, credential }, null, 2) + '\n');
  return {
    /** Stores what `act` sends under this name, with the call that led to it. */
    async record(name, call, act) {
      seen = [];
      const result = await act('https://' + hosts[0], ca, port);
      if (seen.length === 0) {
        throw new Error(name + ': nothing was sent');
      }
      seen.forEach((bytes, i) => writeFileSync(join(folder, name + (i ? '.' + (i + 1) : '') + '.http'), bytes));
      writeFileSync(join(folder, name + '.call.json'), JSON.stringify(call, null, 2) + '\n');
      console.log(`${name}: ${seen.length} request(s), ${seen.reduce((sum, each) => sum + each.length, 0)} bytes`);
      return result;
    },
    async close() {
      net.Socket.prototype.connect = dial;
      server.close();
      // clients keep their connections open
      process.exit(0);
    },
  };
}
