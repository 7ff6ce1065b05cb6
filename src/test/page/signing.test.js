import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pageModule, target } from './installed.js';

const { authorization, sign } = await pageModule('signing.js');
const suite = JSON.parse(readFileSync(new URL('signatures.json', import.meta.url), 'utf8'));
const EXAMPLE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const DATE = new Date('2015-08-30T12:36:00Z');

// AWS's test suite. Its paths with unencoded characters are left out, because a browser sends none.
for (const { name, method, url, headers, body, signedHeaders, signature } of suite) {
  test(`signs like AWS's test suite: ${name}`, async () => {
    const request = { method, url, headers, body, credentials: EXAMPLE, region: 'us-east-1', service: 'service', date: DATE };

    assert.equal(
      await authorization(request),
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    );
  });
}

test('joins a repeated header and shortens its spaces', async () => {
  const request = { url: 'https://example.amazonaws.com/', credentials: EXAMPLE, region: 'us-east-1', service: 'service', date: DATE };
  const date = ['X-Amz-Date', '20150830T123600Z'];

  assert.equal(
    await authorization({ ...request, headers: [['My-Header1', ' a   b '], ['My-Header1', 'c'], date] }),
    await authorization({ ...request, headers: [date, ['my-header1', 'a b,c']] }),
  );
});

test('adds what AWS needs and nothing else', async () => {
  const request = { method: 'POST', url: 'https://a.example/b', body: '{}', region: 'eu-west-1', service: 'lambda', date: DATE };
  const plain = await sign({ ...request, credentials: EXAMPLE });
  const session = await sign({ ...request, credentials: { ...EXAMPLE, sessionToken: 'token' } });

  assert.deepEqual(Object.keys(plain), ['authorization', 'x-amz-date', 'x-amz-content-sha256']);
  assert.equal(plain['x-amz-date'], '20150830T123600Z');
  assert.equal(plain['x-amz-content-sha256'], createHash('sha256').update('{}').digest('hex'));
  assert.equal(session['x-amz-security-token'], 'token');
  assert.match(session.authorization, /SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/);
  assert.ok(!JSON.stringify([plain, session]).includes(EXAMPLE.secretAccessKey));
});

test('signs with the time of the call', async () => {
  const before = Math.floor(Date.now() / 1000);
  const signed = await sign({ url: 'https://a.example/', credentials: EXAMPLE, region: 'eu-west-1', service: 'lambda' });
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signed['x-amz-date']).map(Number);
  const seconds = Date.UTC(parts[0], parts[1] - 1, ...parts.slice(2)) / 1000;

  assert.ok(before <= seconds && seconds <= Date.now() / 1000);
});

const python = `${target}/venv/bin/python`;
const skip = existsSync(python) ? false : 'no Python 3.11';
test('signs like botocore', { skip }, async () => {
  const texts = ['', 'a', 'a b', 'ü', '字', '%', '%2F', '+', '&=', "!'()*", '~-._', '/', '?', ';,:@$', '"<>\\^`{|}', '#', 'a  b'];
  const requests = [];
  for (const [i, text] of texts.entries()) {
    for (const [j, other] of texts.entries()) {
      const encoded = (part) => encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
      const url = new URL(
        `https://abc.execute-api.eu-central-1.amazonaws.com/dev/code-generation/${encodeURIComponent(text)}/files/${other
          .split('/')
          .map(encodeURIComponent)
          .join('/')}?${encoded(other) || 'q'}=${encoded(text)}&limit=20&a=${encoded(other)}&a=`,
      ).href;
      const body = i % 3 === 0 ? null : JSON.stringify({ key: text, message: other });
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
      headers['idempotency-key'] = `key  ${i}-${j}`;
      requests.push({
        method: body === null ? 'GET' : 'POST',
        url,
        headers,
        body,
        digest: createHash('sha256').update(body ?? '').digest('hex'),
        credentials: j % 2 === 0 ? EXAMPLE : { ...EXAMPLE, sessionToken: 'IQoJb3JpZ2luX2VjE+/=' },
        region: 'eu-central-1',
        service: i % 2 === 0 ? 'execute-api' : 'lambda',
        date: '2026-11-25T01:02:03+00:00',
      });
    }
  }

  const script = fileURLToPath(new URL('botocore_signatures.py', import.meta.url));
  const made = spawnSync(python, ['-B', script], { input: JSON.stringify(requests), encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const expected = JSON.parse(made.stdout);

  assert.equal(expected.length, requests.length);
  for (const [i, request] of requests.entries()) {
    const added = await sign({ ...request, date: new Date(request.date) });
    for (const [name, value] of Object.entries(added)) {
      assert.equal(value, expected[i][name], `${name} of ${request.url}`);
    }
    assert.equal('x-amz-security-token' in added, 'x-amz-security-token' in expected[i]);
  }
});
