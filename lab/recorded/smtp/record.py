#!/usr/bin/env python3
"""Records what real clients say by SMTP: nodemailer, Python's smtplib and curl against a listener on this machine."""
import json, pathlib, smtplib, socket, subprocess, sys, tempfile, threading
from email.message import EmailMessage
from email.policy import SMTPUTF8

HERE = pathlib.Path(__file__).parent
OFFER = ['recorder.example', 'PIPELINING', 'SIZE 10000000', '8BITMIME', 'SMTPUTF8', 'DSN', 'AUTH PLAIN LOGIN']
LOGIN = {'MAIL_USER': 'billing@shop.example', 'MAIL_PASSWORD': 'not-a-real-password'}


class Recorder(threading.Thread):
    """Takes every mail of one connection and keeps each byte that the client sent."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.bytes = b''
        self.start()

    def line(self, file):
        line = file.readline()
        self.bytes += line
        return line

    def run(self):
        peer, _ = self.listener.accept()
        with peer, peer.makefile('rb') as file:
            say = lambda text: peer.sendall(text.encode() + b'\r\n')
            say('220 recorder.example')
            while line := self.line(file):
                verb = line.decode().split()[0].upper()
                if verb == 'EHLO':
                    say('\r\n'.join('250%s%s' % ('-' if i < len(OFFER) - 1 else ' ', each) for i, each in enumerate(OFFER)))
                elif verb == 'AUTH' and len(line.split()) == 2:
                    for question in ([''] if b'PLAIN' in line else ['VXNlcm5hbWU6', 'UGFzc3dvcmQ6']):
                        say('334 ' + question)
                        self.line(file)
                    say('235 ok')
                elif verb == 'AUTH':
                    if b'LOGIN' in line:
                        say('334 UGFzc3dvcmQ6')
                        self.line(file)
                    say('235 ok')
                elif verb == 'DATA':
                    say('354 go')
                    while self.line(file) != b'.\r\n':
                        pass
                    say('250 taken')
                elif verb == 'QUIT':
                    say('221 bye')
                    return
                else:
                    say('250 ok')


def keep(name, client, arguments, send):
    recorder = Recorder()
    send(recorder.port)
    recorder.join(10)
    (HERE / f'{name}.smtp').write_bytes(recorder.bytes)
    call = {'tool': 'send_email', 'client': client, 'arguments': arguments, 'settings': {'SENDER_EMAIL': 'billing@shop.example'}}
    (HERE / f'{name}.call.json').write_text(json.dumps(call, indent=2, ensure_ascii=False) + '\n')
    print(name, len(recorder.bytes))


def nodemailer(name, message, arguments, options=None):
    version = json.loads((HERE / 'node_modules/nodemailer/package.json').read_text())['version']
    keep(name, f'nodemailer {version}', arguments, lambda port: subprocess.run(
        ['node', 'nodemailer.mjs', str(port), json.dumps(options or {}), json.dumps(message)], cwd=HERE, check=True))


def python(name, arguments, send):
    def run(port):
        with smtplib.SMTP('127.0.0.1', port, local_hostname='laptop.example') as session:
            send(session)
    keep(name, 'smtplib of Python %d.%d' % sys.version_info[:2], arguments, run)


def curl(name, arguments, text, *options):
    version = subprocess.run(['curl', '-V'], capture_output=True, text=True).stdout.split()[1]

    def run(port):
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())
            file.flush()
            subprocess.run(['curl', '-sS', f'smtp://127.0.0.1:{port}/laptop.example', '--upload-file', file.name, *options], check=True)
    keep(name, f'curl {version}', arguments, run)


def mail(subject, text, policy=None, **fields):
    made = EmailMessage(policy=policy) if policy else EmailMessage()
    made['From'] = 'billing@shop.example'
    made['Subject'] = subject
    for key, value in fields.items():
        made[key.replace('_', '-')] = value
    made.set_content(text)
    return made


ASKED = {'to': 'anna.krause@client.example', 'subject': 'Your invoice 4711', 'text': 'Dear Anna,\n\nyour invoice is due.\n'}
COPIED = {**ASKED, 'cc': ['b.lee@client.example'], 'bcc': ['books@shop.example']}
BILLING = {'from': 'Billing <billing@shop.example>'}

nodemailer('nodemailer-plain', {**BILLING, **ASKED}, ASKED)
nodemailer('nodemailer-copies', {**BILLING, **COPIED}, COPIED)
nodemailer('nodemailer-login', {**BILLING, **ASKED}, ASKED, {'auth': {'user': LOGIN['MAIL_USER'], 'pass': LOGIN['MAIL_PASSWORD']}})
nodemailer('nodemailer-auth-login', {**BILLING, **ASKED}, ASKED, {'authMethod': 'LOGIN', 'auth': {'user': LOGIN['MAIL_USER'], 'pass': LOGIN['MAIL_PASSWORD']}})
nodemailer('nodemailer-attachment', {**BILLING, **ASKED, 'subject': 'Rechnung für März', 'html': '<p>Dear Anna</p>', 'attachments': [{'filename': 'Rechnung März.txt', 'content': '.\n..\nfällig'}]}, {**ASKED, 'subject': 'Rechnung für März'})
nodemailer('nodemailer-dsn', {**BILLING, **ASKED, 'dsn': {'id': 'invoice-4711', 'return': 'headers', 'notify': ['failure', 'delay'], 'recipient': 'anna.krause@client.example'}}, ASKED)

PLAIN = mail(ASKED['subject'], ASKED['text'], To=ASKED['to'])
python('smtplib-plain', ASKED, lambda s: s.send_message(PLAIN))
python('smtplib-login', ASKED, lambda s: (s.login(LOGIN['MAIL_USER'], LOGIN['MAIL_PASSWORD']), s.send_message(PLAIN)))
python('smtplib-copies', COPIED, lambda s: s.send_message(mail(ASKED['subject'], ASKED['text'], To=ASKED['to'], Cc='b.lee@client.example', Bcc='books@shop.example')))
python('smtplib-two', {'to': ['anna.krause@client.example', 'b.lee@client.example'], 'subject': ASKED['subject'], 'text': ASKED['text']}, lambda s: (
    s.send_message(PLAIN), s.send_message(mail(ASKED['subject'], ASKED['text'], To='b.lee@client.example'))))
UMLAUTS = mail('Rechnung für März', 'Liebe Anna,\n.\nfällig ist die Rechnung.\n', SMTPUTF8, To=ASKED['to'])
python('smtplib-eight-bit', {**ASKED, 'subject': 'Rechnung für März'}, lambda s: s.send_message(UMLAUTS, mail_options=['BODY=8BITMIME', 'SMTPUTF8']))

TEXT = 'From: billing@shop.example\r\nTo: anna.krause@client.example\r\nSubject: Your invoice 4711\r\n\r\nyour invoice is due.\r\n.\r\n..\r\n'
curl('curl-plain', ASKED, TEXT, '--mail-from', 'billing@shop.example', '--mail-rcpt', 'anna.krause@client.example')
curl('curl-copies', COPIED, TEXT.replace('Subject', 'Cc: b.lee@client.example\r\nSubject'), '--mail-from', 'billing@shop.example',
     '--mail-rcpt', 'anna.krause@client.example', '--mail-rcpt', 'b.lee@client.example', '--mail-rcpt', 'books@shop.example')
curl('curl-login', ASKED, TEXT, '--mail-from', 'billing@shop.example', '--mail-rcpt', 'anna.krause@client.example',
     '--user', LOGIN['MAIL_USER'] + ':' + LOGIN['MAIL_PASSWORD'])
