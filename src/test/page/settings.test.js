// Other environments: a deployed API, with credentials that stay in the tab's memory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { ask, choose, controls, pageTest, ready, sample, scripted, unique } from './harness.js';
import { startModel } from './model.js';
import { checkSignature, checkToken, startProxy } from './proxy.js';

const model = await startModel();

const KEYS = { accessKeyId: 'AKIAEXAMPLEKEY', secretAccessKey: 'wJalr/XUtnFEMI+K7MDENG', sessionToken: 'IQoJb3JpZ2luX2VjE+/==' };
const TOKEN = 'eyJhbGciOi.JIUzI1NiJ9.c2VjcmV0';
const SECRETS = [KEYS.accessKeyId, KEYS.secretAccessKey, KEYS.sessionToken, TOKEN];

/** What Chromium reports of a response that another origin may not read, and of one that never came. */
const BLOCKED = ['blocked by CORS policy', 'net::ERR_FAILED', 'net::ERR_CONNECTION_REFUSED'];

/** Fills in the settings and connects. Waits for nothing. */
async function connect(page, { address, kind = 'None', ...fields }) {
  const { dialog, settings } = controls(page);
  if (!(await dialog.isVisible())) {
    await settings.click();
  }
  await dialog.getByLabel('API address').fill(address);
  await dialog.getByLabel('Credentials').selectOption(kind);
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog.getByLabel(label, { exact: true });
    await (label === 'Service' ? field.selectOption(value) : field.fill(value));
  }
  await dialog.getByRole('button', { name: 'Connect' }).click();
}

async function connected(page) {
  await controls(page).dialog.waitFor({ state: 'hidden' });
  await ready(page);
}

const aws = (service, keys = KEYS) => ({
  kind: 'AWS credentials',
  'Access key ID': keys.accessKeyId,
  'Secret access key': keys.secretAccessKey,
  ...(keys.sessionToken ? { 'Session token': keys.sessionToken } : {}),
  Region: 'eu-central-1',
  Service: service,
});

/** Fails if a secret is where another page, a person who looks at the screen, or a log could find it. */
async function keepsSecrets(page, requests) {
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    address: location.href,
    state: history.state,
    name: window.name,
    text: document.body.innerText,
    html: document.documentElement.outerHTML,
  }));
  const places = { ...kept, urls: requests.map((request) => request.url()), bodies: requests.map((request) => request.postData()) };
  for (const [place, content] of Object.entries(places)) {
    for (const secret of SECRETS) {
      assert.ok(!JSON.stringify(content ?? null).includes(secret), `${secret} is in ${place}`);
    }
  }
}

/** Runs a test with a proxy in front of dev mode. */
function environmentTest(name, { upstream, ...proxyOptions }, options, body) {
  pageTest(name, options, async (window) => {
    const proxy = await startProxy(upstream, { origin: sample, ...proxyOptions });
    try {
      window.allow(proxy.origin);
      await body({ ...window, proxy });
    } finally {
      proxy.close();
    }
  });
}

const unauthorized = { errors: BLOCKED };

environmentTest('asks a deployed API without credentials', { upstream: scripted, prefix: '/dev' }, {}, async ({ page, proxy, requests }) => {
  const { history, model: models, tabs } = controls(page);
  await connect(page, { address: `${proxy.url}/code-generation/` });
  await connected(page);
  await models.getByRole('option', { name: 'scripted' }).waitFor({ state: 'attached' });
  await page.getByText(new URL(proxy.url).host).waitFor();

  const message = unique('elsewhere');
  await ask(page, { message, language: 'go' });
  await model.reply('```go main.go\npackage main\n```\n');
  await tabs.first().waitFor();
  await history.getByRole('link', { name: message }).waitFor();
  assert.ok(proxy.seen.every(({ headers }) => !('authorization' in headers) && !('cookie' in headers)));
  assert.ok(requests.some((request) => request.url() === `${proxy.url}/code-generation` && request.method() === 'POST'));

  await page.reload();
  await ready(page);
  await models.getByRole('option', { name: 'scripted' }).waitFor({ state: 'attached' });
  await tabs.first().waitFor();
});

environmentTest('sends a bearer token, and nothing without it', { upstream: scripted, refuses: checkToken(TOKEN) }, unauthorized, async ({ page, proxy, requests }) => {
  const { dialog, history, tabs } = controls(page);
  await connect(page, { address: proxy.url, kind: 'Bearer token', Token: 'wrong' });
  await dialog.getByRole('alert').filter({ hasText: 'Unauthorized' }).filter({ hasText: /credentials/ }).waitFor();
  await connect(page, { address: proxy.url, kind: 'Bearer token', Token: TOKEN });
  await connected(page);

  const message = unique('with a token');
  await ask(page, { message, language: 'c' });
  const call = await model.call();
  call.write('```c\nint x;\n');
  await page.getByText('int x;').first().waitFor();
  call.write('```\n').end();
  await tabs.first().waitFor();
  await history.getByRole('link', { name: message }).waitFor();
  await keepsSecrets(page, requests);

  await page.reload();
  await dialog.waitFor();
  await keepsSecrets(page, requests);
  assert.equal(await dialog.getByLabel('Token').inputValue(), '');
});

for (const [service, prefix, keys] of [
  ['execute-api', '/dev', KEYS],
  ['lambda', '', KEYS],
  ['lambda', '', { ...KEYS, sessionToken: undefined }],
]) {
  const with_ = keys.sessionToken ? 'with a session token' : 'without a session token';
  environmentTest(
    `signs every request for ${service}, ${with_}`,
    { upstream: scripted, prefix, refuses: checkSignature(keys, 'eu-central-1', service) },
    unauthorized,
    async ({ page, proxy, requests }) => {
      const { answer, change, changeIt, dialog, download, history, tabs, zip } = controls(page);
      await connect(page, { address: proxy.url, ...aws(service, { ...keys, secretAccessKey: 'wrong' }) });
      await dialog.getByRole('alert').filter({ hasText: 'does not match the signature you provided' }).waitFor();
      await connect(page, { address: proxy.url, ...aws(service, keys) });
      await connected(page);

      const message = unique('signed "request" with 字');
      await ask(page, { message, language: 'python' });
      const call = await model.call();
      call.write('```python a+b/x@y.py\nfirst = 1\n');
      await answer.getByText('first = 1').waitFor();
      call.write("```\n\n```python it's (1)~!.py\nsecond = 2\n```\n").end();
      await tabs.nth(1).waitFor();
      await tabs.nth(1).click();
      await answer.getByText('second = 2').waitFor();
      await Promise.all([page.waitForEvent('download'), download.click()]);
      await Promise.all([page.waitForEvent('download'), zip.click()]);

      await change.fill(unique('change it'));
      await changeIt.click();
      await model.reply('```python a+b/x@y.py\nfirst = 11\n```\n');
      await answer.getByText('first = 11').first().waitFor();
      await history.getByRole('combobox', { name: 'Status' }).selectOption('succeeded');
      await history.getByRole('combobox', { name: /language|written in/i }).selectOption({ label: 'Python' });
      await history.getByRole('link', { name: message }).first().waitFor();
      await answer.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog', { name: /delete/i }).getByRole('button', { name: 'Delete', exact: true }).click();
      await tabs.first().waitFor({ state: 'detached' });

      const methods = new Set(proxy.seen.map(({ method }) => method));
      assert.deepEqual([...methods].sort(), ['DELETE', 'GET', 'POST']);
      assert.ok(proxy.seen.some(({ url }) => url.includes('/files/a%2Bb/')), 'a name that needs encoding');
      assert.ok(proxy.seen.some(({ url }) => url.includes('status=succeeded')));
      assert.ok(proxy.seen.some(({ headers }) => headers.accept?.includes('text/event-stream')));
      await keepsSecrets(page, requests);
    },
  );
}

environmentTest(
  'copies a curl command that signs with the keys of the shell',
  { upstream: scripted, prefix: '/dev', refuses: checkSignature(KEYS, 'eu-central-1', 'execute-api') },
  { permissions: ['clipboard-read', 'clipboard-write'] },
  async ({ page, proxy }) => {
    const { curl, tabs } = controls(page);
    await connect(page, { address: proxy.url, ...aws('execute-api') });
    await connected(page);
    await ask(page, { message: unique("sign it in the shell's way"), language: 'c' });
    await model.reply('```c\nint x;\n```\n');
    await tabs.first().waitFor();
    await curl.click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(SECRETS.every((secret) => !command.includes(secret)));

    const help = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' }).stdout;
    assert.match(help, /--aws-sigv4/);
    const ran = new Promise((resolve) => {
      import('node:child_process').then(({ execFile }) =>
        execFile(
          'sh',
          ['-c', command],
          {
            env: {
              ...process.env,
              AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
              AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
              AWS_SESSION_TOKEN: KEYS.sessionToken,
            },
          },
          (error, stdout) => resolve(stdout),
        ),
      );
    });
    await model.reply('```c\nint y;\n```\n');
    assert.equal(JSON.parse(await ran).message, 'Code generation complete');
  },
);

pageTest('says what is wrong with an address', { errors: [...BLOCKED, 'Content Security Policy', 'policy violated: connect-src', 'ERR_NAME_NOT_RESOLVED'] }, async ({ page, allow }) => {
  const { dialog } = controls(page);
  const alert = dialog.getByRole('alert');
  const closed = await startProxy(sample, { origin: 'http://localhost:1' });
  allow(closed.origin, 'https://nowhere.invalid', 'http://elsewhere.invalid');
  try {
    for (const [address, words] of [
      ['no address', /no address/i],
      ['ftp://example.com', /no address/i],
      ['https://user:word@example.com', /no address/i],
      ['https://nowhere.invalid', /cannot be reached/i],
      // The policy of the page lets no credentials travel over plain HTTP.
      ['http://elsewhere.invalid', /cannot be reached/i],
      // The API answers, but does not allow this origin.
      [closed.url, /origin http:\/\/localhost:\d+/],
      [`${sample}/q/swagger-ui`, /not|404/i],
    ]) {
      await connect(page, { address });
      await alert.filter({ hasText: words }).waitFor();
    }
  } finally {
    closed.close();
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await choose(page, 'lua');
  await ask(page, { message: 'fizzbuzz' });
  await controls(page).tabs.first().waitFor();
});

pageTest('finds region and service in the address of AWS', {}, async ({ page }) => {
  const { dialog, settings } = controls(page);
  await settings.click();
  await dialog.getByLabel('Credentials').selectOption('AWS credentials');
  for (const [address, region, service] of [
    ['https://abc123.execute-api.eu-west-3.amazonaws.com/dev', 'eu-west-3', 'execute-api'],
    ['https://abcdef.lambda-url.us-gov-east-1.on.aws/', 'us-gov-east-1', 'lambda'],
  ]) {
    await dialog.getByLabel('API address').fill(address);
    await dialog.getByLabel('API address').blur();
    assert.equal(await dialog.getByLabel('Region').inputValue(), region);
    assert.equal(await dialog.getByLabel('Service').inputValue(), service);
  }
});
