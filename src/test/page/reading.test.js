// What the page reads: events, and a reply that is not complete.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageModule } from './installed.js';

const { EventParser, readEvents } = await pageModule('stream.js');
const { Reply, segments } = await pageModule('reply.js');
const { curl, quote } = await pageModule('curl.js');

const STREAM = ': keep-alive\r\n\r\nevent: text\r\ndata: {"a":\rdata: "ü 字 😀"}\n\ndata:no space\n\nevent: nothing\n\n: x\nid: 1\nretry: 5\ndata\n\n';
const EVENTS = [
  { type: 'text', data: '{"a":\n"ü 字 😀"}' },
  { type: 'message', data: 'no space' },
  { type: 'message', data: '' },
];

/** A body that arrives in pieces of some bytes. */
function body(text, size) {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) {
        controller.enqueue(bytes.slice(at, at + size));
      }
      controller.close();
    },
  });
}

async function all(events) {
  const found = [];
  for await (const event of events) {
    found.push(event);
  }
  return found;
}

test('reads events wherever their bytes are divided', async () => {
  for (let size = 1; size <= STREAM.length + 20; size += 1) {
    assert.deepEqual(await all(readEvents(body(STREAM, size))), EVENTS, `pieces of ${size} bytes`);
  }
});

test('reads events behind a byte order mark', async () => {
  assert.deepEqual(await all(readEvents(body(`\ufeff${STREAM}`, 2))), EVENTS);
});

test('drops an event that is not complete', async () => {
  assert.deepEqual(await all(readEvents(body('data: 1\n\ndata: 2\n', 3))), [{ type: 'message', data: '1' }]);
});

test('reads a large event in little time', () => {
  const parser = new EventParser();
  const start = performance.now();
  for (let piece = 0; piece < 20_000; piece += 1) {
    assert.deepEqual(parser.push(piece === 0 ? 'data: ' : 'x'.repeat(100)), []);
  }
  assert.equal(parser.push('\n\n')[0].data.length, 1_999_900);
  assert.ok(performance.now() - start < 2000);
});

test('keeps code points of a reply, not parts of them', () => {
  const reply = new Reply();
  reply.attempt(0);
  reply.add('a😀b😀c');
  reply.attempt(4);
  assert.equal(reply.text, 'a😀b😀');
  reply.add('!');
  reply.attempt(2);
  assert.equal(reply.text, 'a😀');
  reply.attempt(0);
  assert.equal(reply.text, '');
});

test('divides a reply into prose and code', () => {
  const reply = 'Before\n\n```python app.py\nx = 1\n~~~\n```\nBetween\n~~~~\n```\n~~~~\n   ````js\nlast';
  assert.deepEqual(segments(reply), [
    { code: false, info: '', text: 'Before' },
    { code: true, info: 'python app.py', text: 'x = 1\n~~~' },
    { code: false, info: '', text: 'Between' },
    { code: true, info: '', text: '```' },
    { code: true, info: 'js', text: 'last' },
  ]);
});

test('takes no inline code and no indented line for a fence', () => {
  assert.deepEqual(segments('```a``` b\n    ```\nc'), [{ code: false, info: '', text: '```a``` b\n    ```\nc' }]);
});

test('finds each language by all of its names', async () => {
  const { Languages } = await pageModule('languages.js');
  const languages = new Languages();
  assert.equal(languages.display('python'), 'python');
  languages.take([
    { name: 'cpp', displayName: 'C++', aliases: ['c++', 'hpp'], extension: 'cpp' },
    { name: 'c', displayName: 'C', aliases: ['h'], extension: 'c' },
    { name: 'css', displayName: 'CSS', aliases: [], extension: 'css' },
  ]);
  assert.equal(languages.find(' .HPP ').name, 'cpp');
  assert.equal(languages.find('klingon'), undefined);
  assert.equal(languages.ofFile('src/a.b/main.H').name, 'c');
  assert.equal(languages.ofFile('README'), undefined);
  assert.deepEqual(languages.search('c').map(({ name }) => name), ['c', 'cpp', 'css']);
  assert.equal(languages.search('').length, 3);
});

test('leaves secrets to variables of the shell', () => {
  const secret = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
  const aws = curl('https://example.com', { message: 'x' }, { kind: 'aws', credentials: secret, region: 'eu-west-1', service: 'lambda' });
  const bearer = curl('https://example.com', { message: 'x' }, { kind: 'bearer', token: 'secret' });
  for (const command of [aws, bearer]) {
    assert.doesNotMatch(command, /secret|session'|AKIDEXAMPLE/);
  }
  assert.match(aws, /--aws-sigv4 'aws:amz:eu-west-1:lambda'/);
  assert.match(aws, /X-Amz-Security-Token: \$AWS_SESSION_TOKEN/);
  assert.match(bearer, /Authorization: Bearer \$TOKEN/);
});

test('gives a large body to curl as its input', () => {
  const command = curl('https://example.com', { message: "it's", files: [{ name: 'a', content: 'x'.repeat(200_000) }] }, { kind: 'none' });
  const [head, json, end] = command.split('\n').slice(-3);
  assert.match(head, /--data-binary @- <<'JSON'$/);
  assert.equal(JSON.parse(json).message, "it's");
  assert.equal(end, 'JSON');
  assert.equal(quote("a'b"), "'a'\\''b'");
});
