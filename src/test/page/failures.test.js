// What a person reads when something fails, and what they can do then.
import assert from 'node:assert/strict';
import { api, ask, choose, controls, pageTest, ready, sample, scripted, unique } from './harness.js';
import { startModel } from './model.js';
import { startProxy } from './proxy.js';

const model = await startModel();

/** What Chromium reports of a response that breaks off. */
const CUT = ['ERR_INCOMPLETE_CHUNKED_ENCODING'];

const posts = (requests) => requests.filter((request) => request.method() === 'POST');
const key = (request) => request.headers()['idempotency-key'];

for (const [fault, code, words] of [
  ['fault-refuse', 'model-refused', /declined|refused/i],
  ['fault-unavailable', 'model-unavailable', /not available/],
  ['fault-empty', 'empty-generation', /code/],
]) {
  pageTest(`shows what ${fault} answers`, {}, async ({ page }) => {
    const { history, problem } = controls(page);
    const message = unique(fault);
    await ask(page, { message, model: fault });
    const shown = problem.filter({ hasText: code });
    await shown.waitFor();
    assert.match(await shown.textContent(), words);
    await history.getByRole('link', { name: message }).filter({ hasText: 'failed' }).waitFor();
    const id = new URL(page.url()).hash.slice(2);
    const { detail, fix } = (await api(`/${id}`)).problem;
    assert.ok((await shown.textContent()).includes(detail));
    if (fix) {
      assert.ok((await shown.textContent()).includes(fix));
    }

    await page.reload();
    await problem.filter({ hasText: code }).waitFor();
  });
}

pageTest('shows what helps', { at: scripted }, async ({ page }) => {
  const { problem, retry } = controls(page);
  await ask(page, { message: unique('no access') });
  (await model.call()).refuse(401);
  await problem.filter({ hasText: 'model-access-denied' }).filter({ hasText: "Set CODEGEN_OPENAI_API_KEY to the server's key." }).waitFor();
  assert.equal(await retry.count(), 0);
});

pageTest('counts down and retries with the same Idempotency-Key', {}, async ({ page, requests }) => {
  const { problem, retry } = controls(page);
  await ask(page, { message: unique('throttled'), model: 'fault-throttle' });
  await problem.filter({ hasText: 'model-throttled' }).waitFor();

  assert.ok(await retry.isDisabled());
  const countdown = page.getByRole('timer');
  const left = Number(/(\d+)/.exec(await countdown.textContent())[1]);
  assert.ok(left >= 1);
  await countdown.filter({ hasText: new RegExp(`\\b${left - 1}\\b|^$`) }).waitFor();
  const [again] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'POST'),
    retry.click(),
  ]);

  assert.equal(key(again), key(posts(requests)[0]));
  assert.equal(again.postData(), posts(requests)[0].postData());
  await problem.filter({ hasText: 'model-throttled' }).waitFor();
});

pageTest('asks with a new key for a new question', {}, async ({ page, requests }) => {
  const { tabs } = controls(page);
  for (const language of ['c', 'cpp']) {
    await ask(page, { message: 'fibonacci', language });
    await tabs.filter({ hasText: `.${language}` }).waitFor();
  }
  const [first, second] = posts(requests).map(key);
  assert.match(first, /^[\x21-\x2b\x2d-\x7e]{16,255}$/);
  assert.notEqual(first, second);
});

pageTest('shows code that could not be stored, and stores it by a retry', {}, async ({ page, requests }) => {
  const { answer, problem, retry, tabs } = controls(page);
  await ask(page, { message: 'quicksort', language: 'c', model: 'fault-storage' });
  await problem.filter({ hasText: 'storage-failed' }).waitFor();
  await tabs.filter({ hasText: 'quicksort.c' }).waitFor();

  assert.match(await answer.getByRole('tabpanel').textContent(), /int main/);
  const [file] = await Promise.all([page.waitForEvent('download'), controls(page).download.click()]);
  assert.equal(file.suggestedFilename(), 'quicksort.c');
  await retry.click();
  await problem.filter({ hasText: 'storage-failed' }).waitFor();
  await page.waitForFunction(() => !document.querySelector('#answer[aria-busy=true]'));
  assert.equal(new Set(posts(requests).map(key)).size, 1);
  assert.equal(posts(requests).length, 2);
});

pageTest('shows the faults of fields next to them', {}, async ({ page }) => {
  const { answer, instruction, language } = controls(page);
  const described = async (field) =>
    field.evaluate((element) =>
      element.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '));

  await instruction.press('Control+Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
  assert.match(await described(instruction), /\S/);

  await instruction.fill('x'.repeat(20_001));
  await instruction.press('Control+Enter');
  await page.waitForFunction(() => /20,?000/.test(document.getElementById('ask-message-error').textContent));
  assert.equal(await instruction.getAttribute('aria-invalid'), 'true');

  await instruction.fill('fits');
  await page.getByText('Options').click();
  const most = page.getByRole('spinbutton', { name: 'Maximum tokens' });
  await most.fill('5');
  await instruction.press('Control+Enter');
  await page.waitForFunction(() => /256/.test(document.getElementById('ask-maxTokens-error').textContent));
  assert.match(await described(most), /256/);
  assert.equal(await instruction.getAttribute('aria-invalid'), null);
  assert.equal(await language.getAttribute('aria-invalid'), null);

  await most.fill('');
  await instruction.press('Control+Enter');
  await controls(page).tabs.first().waitFor();
  assert.equal(await page.locator('[aria-invalid]').count(), 0);
  assert.ok(await answer.isVisible());
});

pageTest('offers suggestions for an unknown language as buttons', {}, async ({ page, requests }) => {
  const { instruction, language, problem, tabs } = controls(page);
  await language.fill('phyton');
  await instruction.fill('binary search');
  await instruction.press('Control+Enter');
  await problem.filter({ hasText: 'unsupported-language' }).waitFor();
  assert.equal(JSON.parse(posts(requests)[0].postData()).key, 'phyton');

  await problem.getByRole('button', { name: 'python', exact: true }).click();
  await tabs.filter({ hasText: 'binary_search.py' }).waitFor();
  assert.equal(await language.inputValue(), 'Python');
});

pageTest('fetches the result by its id when the connection is lost', { at: null, errors: CUT }, async ({ page, allow }) => {
  const { answer, tabs } = controls(page);
  let cuts = 0;
  const proxy = await startProxy(scripted, { cuts: (text, path) => path === '/code-generation' && text.includes('lost = ') && (cuts += 1) > 0 });
  try {
    allow(proxy.origin);
    await page.goto(`${proxy.url}/`);
    await ready(page);
    await ask(page, { message: unique('lose the connection') });
    const call = await model.call();
    call.write('```python\nlost = 1\n');
    await page.getByRole('status').filter({ hasText: /connection|waiting/i }).waitFor();
    call.write('found = 2\n```\n').end();
    await tabs.first().waitFor();

    assert.match(await answer.textContent(), /found = 2/);
    assert.ok(cuts > 0);
    assert.equal(proxy.seen.filter(({ method }) => method === 'POST').length, 1);
  } finally {
    proxy.close();
  }
});

pageTest('retries with the same key when the connection was lost before the id', { at: null, errors: CUT }, async ({ page, allow }) => {
  const { problem, retry, tabs } = controls(page);
  let open = false;
  const proxy = await startProxy(sample, { cuts: (text, path) => path === '/code-generation' && /^event: started/.test(text) && !open });
  try {
    allow(proxy.origin);
    await page.goto(`${proxy.url}/`);
    await ready(page);
    await ask(page, { message: 'prime sieve', language: 'c' });
    await problem.filter({ hasText: /connection/i }).waitFor();
    open = true;
    await retry.click();
    // The first request may still run.
    await problem.filter({ hasText: 'in-progress' }).or(tabs).first().waitFor();
    while ((await tabs.count()) === 0) {
      await retry.click();
      await page.waitForFunction(() => !document.querySelector('#answer[aria-busy=true]'));
    }
    const sent = proxy.seen.filter(({ method }) => method === 'POST');
    assert.equal(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
  } finally {
    proxy.close();
  }
});

pageTest('says that nothing answers', { errors: ['ERR_FAILED', 'ERR_CONNECTION', 'ERR_INTERNET_DISCONNECTED'] }, async ({ page, context }) => {
  const { problem, retry, tabs } = controls(page);
  await context.setOffline(true);
  await ask(page, { message: 'fizzbuzz', language: 'c' });
  await problem.filter({ hasText: /cannot be reached/i }).waitFor();
  await context.setOffline(false);
  await retry.click();
  await tabs.first().waitFor();
});

pageTest('offers a job when the time was too short', { at: null }, async ({ page, allow }) => {
  const { answer, problem, tabs } = controls(page);
  allow(sample);
  await page.goto(`${sample}/`);
  await ready(page);
  await page.route('**/code-generation', async (route) => {
    if (route.request().method() === 'POST' && !route.request().headers().prefer) {
      await route.fulfill({
        status: 504,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank', title: 'Deadline exceeded', status: 504, detail: 'The time was up.', instance: '/code-generation',
          code: 'deadline-exceeded', retryable: true, requestId: 'r', fix: 'Send Prefer: respond-async.',
        }),
      });
    } else {
      await route.continue();
    }
  });
  const message = unique('takes long');
  await ask(page, { message, language: 'perl' });
  await problem.filter({ hasText: 'Prefer: respond-async' }).waitFor();
  await answer.getByRole('button', { name: /background/ }).click();
  await tabs.first().waitFor();
});

pageTest('reads the answer of a gateway that is no problem of the API', {}, async ({ page }) => {
  const { problem, tabs } = controls(page);
  let answers = 0;
  await page.route('**/code-generation', async (route) => {
    answers += 1;
    await (answers === 1
      ? route.fulfill({ status: 429, contentType: 'application/json', headers: { 'retry-after': '1' }, body: '{"message":"Too Many Requests"}' })
      : answers === 2
        ? route.fulfill({ status: 502, contentType: 'text/html', body: '<h1 onclick="ran(1)">Bad <img src=x onerror="ran(2)"> gateway</h1>' })
        : route.continue());
  });
  await ask(page, { message: 'factorial', language: 'go' });
  await problem.filter({ hasText: 'Too Many Requests' }).waitFor();
  await controls(page).retry.click();
  await problem.filter({ hasText: '502' }).waitFor();
  await controls(page).retry.click();
  await tabs.first().waitFor();
});

pageTest('keeps the reply so far when it fails', { at: scripted }, async ({ page }) => {
  const { answer, problem } = controls(page);
  await ask(page, { message: unique('nothing but thoughts') });
  const call = await model.call();
  call.write('I would rather not.');
  await answer.getByText('I would rather not.').waitFor();
  call.end('content_filter');
  await problem.filter({ hasText: 'model-refused' }).waitFor();
  await answer.getByText('The reply so far').waitFor();
});

pageTest('goes on after a truncated and an interrupted reply', {}, async ({ page }) => {
  const { answer, tabs } = controls(page);
  for (const [fault, reason] of [['fault-truncate', 'max_tokens'], ['fault-interrupt', 'stream_interrupted']]) {
    await ask(page, { message: unique(`binary search ${fault}`), language: 'rust', model: fault });
    await answer.getByText(`truncated: ${reason}`).waitFor();
    await tabs.first().waitFor();
    assert.match(await answer.textContent(), /\d attempts/);
  }
  await choose(page, 'python');
});
