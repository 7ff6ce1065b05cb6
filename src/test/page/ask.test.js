// Asking, watching, and taking the answer along.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { api, ask, choose, controls, pageTest, ready, sample, scripted, unique } from './harness.js';
import { files, startModel } from './model.js';
import { unzip } from './zip.js';

const model = await startModel();
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

/** Something that waits until it is opened. */
function held() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Waits until the page shows a finished answer, and returns its id. */
async function finished(page) {
  const { answer, tabs } = controls(page);
  await tabs.first().waitFor();
  const link = answer.getByRole('link', { name: /^\d{8}T\d{9}Z-[0-9a-z]{8}$/ });
  await link.waitFor();
  return link.textContent();
}

pageTest('writes the first file after one sentence and Ctrl+Enter', {}, async ({ page }) => {
  const { instruction, language, panel, tabs } = controls(page);

  assert.equal(await language.inputValue(), 'Python');
  assert.equal(await page.locator('textarea').first().getAttribute('id'), await instruction.getAttribute('id'));
  await page.keyboard.type('implement binary search');
  await page.keyboard.press('Control+Enter');
  const id = await finished(page);

  assert.deepEqual(await tabs.allTextContents(), ['implement_binary_search.py']);
  assert.match(await panel.textContent(), /def binary_search/);
  const record = await api(`/${id}`);
  assert.equal(record.language, 'python');
  assert.equal(record.request.message, 'implement binary search');
});

pageTest('keeps what was sent before the lists were there', { at: null }, async ({ page, allow }) => {
  const { instruction, tabs } = controls(page);
  const [lists, sent] = [held(), held()];
  await page.route('**/code-generation/{languages,models}', (route) => lists.opened.then(() => route.continue()));
  await page.route('**/code-generation', (route) => sent.opened.then(() => route.continue()));
  allow(sample);
  await page.goto(`${sample}/`);
  const [request] = await Promise.all([
    page.waitForRequest((candidate) => candidate.method() === 'POST'),
    instruction.fill('implement binary search').then(() => instruction.press('Control+Enter')),
  ]);

  lists.open();
  await ready(page);
  sent.open();
  await finished(page);

  assert.deepEqual(await tabs.allTextContents(), ['implement_binary_search.py']);
  assert.equal(request.failure(), null);
});

pageTest('finds one of 112 languages by name, alias, extension and with the keys', {}, async ({ page }) => {
  const { language } = controls(page);
  const options = page.getByRole('listbox', { name: 'Languages' }).getByRole('option');

  await language.click();
  await options.first().waitFor();
  assert.equal(await options.count(), 112);
  for (const [typed, found] of [['golang', 'Go'], ['c++', 'C++'], ['.kt', 'Kotlin'], ['vb.net', 'Visual Basic'], ['RUST', 'Rust']]) {
    await choose(page, typed);
    assert.equal(await language.inputValue(), found, typed);
  }

  await language.fill('script');
  await options.first().waitFor();
  const names = await options.allTextContents();
  assert.ok(names.length > 3, String(names));
  await language.press('ArrowDown');
  await language.press('ArrowDown');
  await language.press('ArrowUp');
  assert.equal(await page.locator('[role=option][aria-selected=true]').textContent(), names[1]);
  assert.equal(await language.getAttribute('aria-activedescendant'), await options.nth(1).getAttribute('id'));
  await language.press('Escape');
  assert.equal(await language.inputValue(), 'Rust');
  assert.equal(await language.getAttribute('aria-expanded'), 'false');
});

pageTest('asks for the language and the model that were chosen', {}, async ({ page }) => {
  const offered = (await api('/models')).models.map(({ id }) => id);
  const { model: models, tabs } = controls(page);
  await page.getByRole('option', { name: 'fault-slow' }).waitFor({ state: 'attached' });

  assert.deepEqual(await models.getByRole('option').allTextContents(), offered);
  assert.equal(await models.evaluate((select) => select.selectedOptions[0].textContent), 'sample');

  await ask(page, { message: 'quicksort', language: 'Rust', model: 'fault-slow' });
  const record = await api(`/${await finished(page)}`);
  assert.equal(record.language, 'rust');
  assert.equal(record.model, 'fault-slow');
  assert.deepEqual(await tabs.allTextContents(), ['quicksort.rs']);
});

pageTest('shows prose and code while they arrive, with colours', { at: scripted }, async ({ page }) => {
  const { answer, generate, stop, tabs } = controls(page);
  await ask(page, { message: unique('show it piece by piece') });
  const call = await model.call();

  await stop.waitFor();
  assert.ok(await generate.isDisabled());
  call.write('First, some ');
  await answer.getByText('First, some').waitFor();
  call.write('prose.\n\n```python\ndef first():\n');
  await answer.getByText('First, some prose.').waitFor();
  await answer.locator('code', { hasText: 'def first():' }).waitFor();
  assert.equal(await tabs.count(), 0);
  call.write('    return "one"\n\n\ndef second():\n    return 2\n');
  await answer.locator('code', { hasText: 'def second():' }).waitFor();
  const keyword = answer.locator('code span', { hasText: /^def$/ }).first();
  await keyword.waitFor();
  const colours = await keyword.evaluate((span) => [getComputedStyle(span).color, getComputedStyle(span.closest('pre')).color]);
  assert.notEqual(colours[0], colours[1]);
  assert.doesNotMatch(await answer.textContent(), /```/);
  call.write('```\n\nThat is all.');
  await answer.getByText('That is all.').waitFor();
  call.end();

  await tabs.first().waitFor();
  await generate.waitFor();
  assert.equal(await stop.isVisible(), false);
  assert.match(await answer.textContent(), /First, some prose\./);
});

pageTest('says in a live region what happens', { at: scripted }, async ({ page }) => {
  const status = page.getByRole('status');
  await ask(page, { message: unique('announce it') });
  const call = await model.call();
  await status.filter({ hasText: /waiting/i }).waitFor();
  call.write('```python\nx = 1\n');
  await status.filter({ hasText: /arriving/i }).waitFor();
  call.write('```\n').end();
  await status.filter({ hasText: /complete/i }).waitFor();
  assert.equal(await status.count(), 1);
});

pageTest('stops watching, says that the work continues, and where to find it', { at: scripted }, async ({ page }) => {
  const { answer, generate, stop, tabs } = controls(page);
  const message = unique('stop watching');
  await ask(page, { message });
  const call = await model.call();
  call.write('```python\nanswer = 42\n');
  await answer.getByText('answer = 42').waitFor();

  await stop.click();

  await answer.getByText(/work continues/).waitFor();
  assert.ok(await generate.isEnabled());
  const link = answer.getByText(/work continues/).getByRole('link');
  const id = await link.textContent();
  assert.equal((await api(`/${id}`, { base: scripted })).status, 'running');

  call.write('```\n').end();
  await controls(page).history.getByRole('link', { name: message }).filter({ hasNotText: 'running' }).waitFor();
  await link.click();
  await tabs.first().waitFor();
  assert.match(await answer.textContent(), /answer = 42/);
  assert.match(page.url(), new RegExp(`#/${id}$`));
});

pageTest('shows files in tabs, which the keys choose', { at: scripted }, async ({ page }) => {
  const { panel, tabs } = controls(page);
  await ask(page, { message: unique('several files'), language: 'python' });
  await model.reply(files({ 'src/app.py': 'import util\n', 'src/util.py': 'x = 2\n', 'README.md': '# Read me\n' }));
  await finished(page);

  assert.deepEqual(await tabs.allTextContents(), ['src/app.py', 'src/util.py', 'README.md']);
  assert.match(await panel.textContent(), /import util/);
  await tabs.first().focus();
  await page.keyboard.press('ArrowRight');
  await panel.getByText('x = 2').waitFor();
  assert.equal(await tabs.nth(1).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('End');
  await panel.getByText('# Read me').waitFor();
  await page.keyboard.press('ArrowRight');
  await panel.getByText('import util').waitFor();
  assert.ok(await tabs.first().evaluate((tab) => tab === document.activeElement));
  assert.equal(await panel.getAttribute('aria-labelledby'), await tabs.first().getAttribute('id'));
});

pageTest('copies and downloads each file byte for byte, and all of them as zip', { at: scripted, ...clipboard }, async ({ page }) => {
  const { copy, download, panel, tabs, zip } = controls(page);
  const made = { 'src/main.py': 'print("ü 字 <b>")\n\n', 'lib/tab\u00e9.py': 'def f():\n\treturn 1\n' };
  await ask(page, { message: unique('take it along') });
  await model.reply(files(made));
  const id = await finished(page);
  const stored = Object.keys(made);
  assert.deepEqual(await tabs.allTextContents(), stored);

  for (const [number, name] of stored.entries()) {
    await tabs.nth(number).click();
    await panel.getByText(made[name].trim().split('\n')[0]).waitFor();
    await copy.click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), made[name]);
    const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
    assert.equal(file.suggestedFilename(), name.slice(name.lastIndexOf('/') + 1));
    assert.equal(readFileSync(await file.path(), 'utf8'), made[name]);
    await page.getByRole('status').filter({ hasText: 'Downloaded' }).waitFor();
    await page.getByRole('status').evaluate((status) => status.replaceChildren());
  }

  const [archive] = await Promise.all([page.waitForEvent('download'), zip.click()]);
  assert.match(archive.suggestedFilename(), /^take_it_along_.*\.zip$/);
  assert.deepEqual(unzip(readFileSync(await archive.path())), made);
  const whole = await fetch(`${scripted}/code-generation/${id}/archive`);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), readFileSync(await archive.path()));
});

pageTest('offers the zip for one file too', {}, async ({ page }) => {
  const { zip } = controls(page);
  await ask(page, { message: 'fizzbuzz', language: 'go' });
  await finished(page);

  const [archive] = await Promise.all([page.waitForEvent('download'), zip.click()]);
  assert.equal(archive.suggestedFilename(), 'fizzbuzz.zip');
  assert.deepEqual(Object.keys(unzip(readFileSync(await archive.path()))), ['fizzbuzz.go']);
});

pageTest('shows a receipt: model, time, time to the first text, tokens, cost', { at: scripted }, async ({ page }) => {
  const { answer } = controls(page);
  await ask(page, { message: unique('what does it cost') });
  const call = await model.call();
  call.write('```python\nx = 1\n```\n').end('stop', { prompt_tokens: 1234, completion_tokens: 5678 });
  const record = await api(`/${await finished(page)}`, { base: scripted });
  const text = await answer.textContent();

  assert.equal(record.usage.costUsd, 0.029624);
  assert.match(text, /scripted/);
  assert.match(text, /1,234 tokens in/);
  assert.match(text, /5,678 out/);
  assert.match(text, /\$0\.0296/);
  assert.match(text, /first text after \d+(\.\d+)? m?s/);
  assert.match(text, /\d+(\.\d+)? m?s in all/);
  assert.doesNotMatch(text, /attempts/i);
});

pageTest('says how many attempts it took, and that the code is truncated', { at: scripted }, async ({ page }) => {
  const { answer } = controls(page);
  await ask(page, { message: unique('too long') });
  for (const part of ['```python\nfirst = 1\n', 'second = 2\n']) {
    await model.reply(part, 'length');
  }
  await finished(page);
  const text = await answer.textContent();

  assert.match(text, /2 attempts/);
  assert.match(text, /truncated/i);
  assert.match(text, /maximum number of tokens/);
  assert.match(text, /first = 1/);
  assert.match(text, /second = 2/);
});

pageTest('marks samples and skeletons as what they are', {}, async ({ page }) => {
  const { answer } = controls(page);
  await ask(page, { message: 'binary search' });
  await finished(page);
  await answer.getByText('Sample.', { exact: true }).waitFor();
  assert.match(await answer.textContent(), /free/);

  await ask(page, { message: 'a chess engine', language: 'cobol' });
  await answer.getByText('Sample skeleton.', { exact: true }).waitFor();
  await finished(page);
});

pageTest('copies a curl command that a shell runs', clipboard, async ({ page }) => {
  const { curl } = controls(page);
  const message = `print "it's" \\ $HOME \`date\` and 字 !! %s`;
  await ask(page, { message, language: 'ruby' });
  const id = await finished(page);

  await curl.click();
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const ran = spawnSync('sh', ['-c', command], { encoding: 'utf8' });

  assert.match(command, /^curl /);
  assert.equal(ran.status, 0, ran.stderr);
  const answer = JSON.parse(ran.stdout);
  assert.equal(answer.message, 'Code generation complete');
  assert.notEqual(answer.id, id);
  const [first, second] = [await api(`/${id}`), await api(`/${answer.id}`)];
  assert.deepEqual(second.request, first.request);
  assert.equal(second.code, first.code);
});

pageTest('keeps the instruction for the next question', {}, async ({ page }) => {
  const { instruction, tabs } = controls(page);
  await ask(page, { message: 'factorial', language: 'c' });
  await finished(page);
  assert.equal(await instruction.inputValue(), 'factorial');
  assert.ok(await instruction.isEditable());

  await instruction.fill('fibonacci');
  await instruction.press('Control+Enter');
  await tabs.filter({ hasText: 'fibonacci.c' }).waitFor();
});

pageTest('runs a job in the background and shows its result', {}, async ({ page, requests }) => {
  const { answer, history, instruction } = controls(page);
  const message = unique('in the background');
  await page.getByText('Options').click();
  await page.getByRole('checkbox', { name: /background/ }).check();
  await choose(page, 'lua');
  await instruction.fill(message);
  await instruction.press('Control+Enter');
  await history.getByRole('link', { name: message }).waitFor();
  await finished(page);

  const sent = requests.find((request) => request.method() === 'POST');
  assert.equal(sent.headers().prefer, 'respond-async');
  assert.match(await answer.textContent(), /sample/i);
});

pageTest('limits the tokens', {}, async ({ page }) => {
  await page.getByText('Options').click();
  await page.getByRole('spinbutton', { name: 'Maximum tokens' }).fill('512');
  await ask(page, { message: 'palindrome' });
  assert.equal((await api(`/${await finished(page)}`)).request.maxTokens, 512);
});

pageTest('links to the description of the API', {}, async ({ page }) => {
  const link = page.getByRole('link', { name: 'API', exact: true });
  const answer = await page.request.get(new URL(await link.getAttribute('href'), `${sample}/`).href);
  assert.equal(answer.status(), 200);
  assert.match(await answer.text(), /swagger/i);
});
