// Sends one mail with nodemailer: node nodemailer.mjs PORT OPTIONS MESSAGE (both JSON).
import nodemailer from 'nodemailer';

const [port, options, message] = process.argv.slice(2);
const transport = nodemailer.createTransport({ host: '127.0.0.1', port: Number(port), secure: false, ignoreTLS: true, name: 'laptop.example', ...JSON.parse(options) });
await transport.sendMail(JSON.parse(message));
transport.close();
