// A scripted SMTP server for fault tests. Prints {"port":…} and then one JSON line an event (connect, mail, rcpt, message).
// Addresses say what to answer: rcpt-550@…, rcpt-450@…, quota@…, data-554@…, dot-450@…, cut@… (drop after the final dot).
// STARTTLS is offered only with a key. Options as JSON in argv[2]: { "idle_ms": 500, "secure": true, "key": "…", "cert": "…",
// "user": "…", "password": "…", "auth": ["XOAUTH2"], "old_tls": true }
'use strict';
const fs = require('fs');
const { SMTPServer } = require('smtp-server');

const options = JSON.parse(process.argv[2] || '{}');
const tell = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });

const kRecipientAnswers = {
  'rcpt-550': [550, '5.1.1 no such user'],
  'rcpt-450': [450, '4.2.0 greylisted'],
  quota: [552, '5.2.2 mailbox full'],
  relay: [554, '5.7.1 Relay access denied'],
  'rcpt-bare': [550, 'who'],
  client: [554, '5.7.1 <unknown[10.0.0.1]>: Client host rejected: Access denied'],
  sender: [553, '5.7.1 <nhac@thu.test>: Sender address rejected: not owned by user x'],
  table: [550, '5.1.1 <c@d>: Recipient address rejected: User unknown in relay recipient table'],
  'auth-off': [550, '5.7.30 Basic authentication is not supported'],
};
const kDataAnswers = { 'dot-554': [554, '5.6.0 looks like spam'], 'dot-450': [450, '4.3.0 later'] };

// Nothing newer than TLS 1.1.
const kOldTls = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };

const localPart = (address) => address.split('@')[0];

const server = new SMTPServer({
  ...(options.old_tls ? kOldTls : {}),
  secure: Boolean(options.secure),
  hideSTARTTLS: !options.key,
  key: options.key && fs.readFileSync(options.key),
  cert: options.cert && fs.readFileSync(options.cert),
  authOptional: !options.user,
  disabledCommands: options.user ? [] : ['AUTH'],
  allowInsecureAuth: false,
  authMethods: options.auth || ['PLAIN', 'LOGIN', 'XOAUTH2'],
  socketTimeout: options.idle_ms || 60000,
  disableReverseLookup: true,
  onConnect(session, callback) {
    tell({ event: 'connect', tls: Boolean(session.secure) });
    callback();
  },
  onAuth(auth, session, callback) {
    tell({ event: 'auth', method: auth.method });
    const secret = auth.method === 'XOAUTH2' ? auth.accessToken : auth.password;
    if (auth.username === options.user && secret === options.password) return callback(null, { user: auth.username });
    return callback(refusal(535, '5.7.8 wrong user or password'));
  },
  onRcptTo(address, session, callback) {
    tell({ event: 'rcpt', address: address.address, tls: Boolean(session.secure) });
    const answer = kRecipientAnswers[localPart(address.address)];
    callback(answer && refusal(...answer));
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const to = session.envelope.rcptTo[0].address;
      const bytes = Buffer.concat(chunks);
      tell({ event: 'message', to, size: bytes.length, text: bytes.toString('latin1') });
      if (localPart(to) === 'cut') return cutAll();
      const answer = kDataAnswers[localPart(to)];
      return answer ? callback(refusal(...answer)) : callback(null, 'OK: queued as TEST1');
    });
  },
});

function cutAll() {
  for (const connection of server.connections) connection._socket.destroy();
}

server.on('error', () => {});
server.listen(options.port || 0, '127.0.0.1', () => tell({ port: server.server.address().port }));
