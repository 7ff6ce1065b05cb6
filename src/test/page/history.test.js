// What was generated before.
import assert from 'node:assert/strict';
import { api, ask, choose, controls, pageTest, sample, scripted, unique } from './harness.js';
import { files, startModel } from './model.js';

const model = await startModel();

/** Generates something past the page, and returns its record. */
async function make(message, { key = 'python', ...more } = {}) {
  return api('', { method: 'POST', body: { key, message, ...more } });
}

/** The texts of the list, from top to bottom. */
function rows(page) {
  return controls(page).history.getByRole('listitem');
}

pageTest('lists the newest first, and shows each under its own address', { at: null }, async ({ page, allow }) => {
  const { answer, history, panel, tabs } = controls(page);
  const [older, newer] = [unique('older'), unique('newer')];
  const { id } = await make(older, { key: 'go' });
  await make(newer, { key: 'rust' });
  allow(sample);
  await page.goto(`${sample}/`);

  await history.getByRole('link', { name: newer }).waitFor();
  const texts = await rows(page).allTextContents();
  assert.ok(texts.findIndex((text) => text.includes(newer)) < texts.findIndex((text) => text.includes(older)));
  await history.getByRole('link', { name: older }).click();
  await tabs.first().waitFor();
  assert.equal(page.url(), `${sample}/#/${id}`);
  assert.match(await panel.textContent(), /package main/);
  assert.match(await answer.textContent(), new RegExp(older));

  const other = await page.context().newPage();
  await other.goto(page.url());
  await controls(other).tabs.first().waitFor();
  assert.match(await controls(other).answer.textContent(), new RegExp(older));
  await history.getByRole('link', { name: newer }).click();
  await answer.getByText(newer).first().waitFor();
  await page.goBack();
  await answer.getByText(older).first().waitFor();
});

pageTest('loads more while the user scrolls', { at: null, viewport: { width: 1280, height: 600 } }, async ({ page, allow, requests }) => {
  const { history } = controls(page);
  const oldest = unique('the oldest');
  await make(oldest);
  const messages = Array.from({ length: 44 }, () => unique('one of many'));
  for (const message of messages) {
    await make(message);
  }
  allow(sample);
  await page.goto(`${sample}/`);
  await history.getByRole('link', { name: messages.at(-1) }).waitFor();
  assert.equal(await history.getByRole('link', { name: oldest }).count(), 0);

  await rows(page).last().scrollIntoViewIfNeeded();
  for (let loaded = await rows(page).count(); (await history.getByRole('link', { name: oldest }).count()) === 0; ) {
    await rows(page).nth(loaded - 1).scrollIntoViewIfNeeded();
    await rows(page).nth(loaded).waitFor({ state: 'attached' });
    loaded = await rows(page).count();
  }

  const lists = requests.map((request) => new URL(request.url())).filter(({ pathname }) => pathname === '/code-generation');
  assert.ok(lists.length >= 3);
  assert.ok(lists.slice(1).every(({ searchParams }) => searchParams.has('cursor')));
  const ids = await history.getByRole('link').evaluateAll((links) => links.map((link) => link.hash));
  assert.equal(new Set(ids).size, ids.length);
});

pageTest('is filtered by language and status', {}, async ({ page }) => {
  const { history } = controls(page);
  const [made, failed] = [unique('made'), unique('failed')];
  await make(made, { key: 'zig' });
  await fetch(`${sample}/code-generation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'zig', message: failed, model: 'fault-refuse' }),
  });
  await history.getByRole('combobox', { name: /language|written in/i }).selectOption({ label: 'Zig' });
  await history.getByRole('link', { name: made }).waitFor();
  await history.getByRole('link', { name: failed }).waitFor();
  const all = await rows(page).allTextContents();
  assert.ok(all.every((text) => text.includes('Zig')));

  await history.getByRole('combobox', { name: 'Status' }).selectOption('failed');
  await history.getByRole('link', { name: made }).waitFor({ state: 'detached' });
  await history.getByRole('link', { name: failed }).waitFor();
  assert.match(await history.getByRole('link', { name: failed }).textContent(), /failed/);

  await history.getByRole('combobox', { name: /language|written in/i }).selectOption({ label: 'Ada' });
  await history.getByText('Nothing fits').waitFor();
});

pageTest('deletes after a confirmation, and only then', {}, async ({ page }) => {
  const { answer, history, remove, tabs } = controls(page);
  const message = unique('delete me');
  await ask(page, { message, language: 'lua' });
  await tabs.first().waitFor();
  const id = new URL(page.url()).hash.slice(2);
  const confirmation = page.getByRole('dialog', { name: /delete/i });

  await answer.getByRole('button', { name: 'Delete', exact: true }).click();
  await confirmation.waitFor();
  await page.keyboard.press('Escape');
  await confirmation.waitFor({ state: 'hidden' });
  await answer.getByRole('button', { name: 'Delete', exact: true }).click();
  await confirmation.getByRole('button', { name: 'Keep' }).click();
  assert.equal((await api(`/${id}`)).status, 'succeeded');

  await answer.getByRole('button', { name: 'Delete', exact: true }).click();
  await confirmation.getByRole('button', { name: 'Delete', exact: true }).click();
  await history.getByRole('link', { name: message }).waitFor({ state: 'detached' });
  await tabs.first().waitFor({ state: 'detached' });
  assert.equal((await fetch(`${sample}/code-generation/${id}`)).status, 404);
  assert.ok(!page.url().includes(id));
  assert.equal(await remove.count() > 0 && (await answer.getByRole('button', { name: 'Delete', exact: true }).isVisible()), false);
});

pageTest('follows jobs that run, without a reload', { at: scripted }, async ({ page }) => {
  const { history } = controls(page);
  const message = unique('a job of somebody else');
  const accepted = await api('', {
    base: scripted, method: 'POST', body: { key: 'python', message }, headers: { prefer: 'respond-async' },
  });
  const call = await model.call();
  await page.reload();
  const row = history.getByRole('link', { name: message });
  await row.filter({ hasText: /running|queued/ }).waitFor();

  await row.focus();
  call.write('```python\nx = 1\n```\n').end();
  await row.filter({ hasNotText: /running|queued/ }).waitFor();
  assert.ok(await row.evaluate((link) => link === document.activeElement), 'the focus stays where it was');
  assert.equal((await api(`/${accepted.id}`, { base: scripted })).status, 'succeeded');
});

pageTest('opens a generation that runs, and shows its end', { at: null }, async ({ page, allow }) => {
  const { answer, tabs } = controls(page);
  const message = unique('still running');
  const { id } = await api('', {
    base: scripted, method: 'POST', body: { key: 'python', message }, headers: { prefer: 'respond-async' },
  });
  const call = await model.call();
  allow(scripted);
  await page.goto(`${scripted}/#/${id}`);
  await answer.getByText(/is (running|queued)/).waitFor();
  call.write('```python\nx = 1\n```\n').end();
  await tabs.first().waitFor();
});

pageTest('shows the chain of versions', { at: scripted }, async ({ page }) => {
  const { answer, history, panel, tabs } = controls(page);
  const made = [unique('first version'), unique('second version'), unique('third version')];
  let previous;
  for (const [number, message] of made.entries()) {
    const [record] = await Promise.all([
      api('', { base: scripted, method: 'POST', body: { key: 'python', message, previous } }),
      model.reply(files({ 'app.py': `version = ${number + 1}\n` })),
    ]);
    previous = record.id;
  }
  await page.goto(`${scripted}/#/${previous}`);
  await tabs.first().waitFor();

  const chain = answer.getByRole('navigation', { name: 'Versions' });
  await chain.waitFor();
  assert.deepEqual(await chain.getByRole('listitem').allTextContents(), [made[0], made[1], 'this version']);
  assert.match(await history.getByRole('link', { name: made[2] }).first().textContent(), new RegExp(made[1]));
  await chain.getByRole('link', { name: made[0] }).click();
  await panel.getByText('version = 1').waitFor();
  await chain.getByRole('link', { name: made[1] }).click();
  await answer.getByText('version = 2').waitFor();
});

pageTest('is always visible beside the answer at the width of a desktop', {}, async ({ page }) => {
  const { history, instruction, tabs } = controls(page);
  await ask(page, { message: 'binary search', language: 'java' });
  await tabs.first().waitFor();
  await page.mouse.wheel(0, 2000);
  const [list, form] = [await history.boundingBox(), await instruction.boundingBox()];

  await history.getByRole('heading', { name: 'History' }).waitFor();
  assert.ok(list.y > -1 && list.y < 200, `top of the history: ${list.y}`);
  assert.ok(list.x + list.width <= form.x || form.x + form.width <= list.x, 'it covers the form');
});

pageTest('says that an address names nothing', {}, async ({ page }) => {
  const { problem } = controls(page);
  for (const hash of ['20260101T000000000Z-00000000', '%zz', 'a/b', '%2e%2e%2fmodels']) {
    await page.goto(`${sample}/#/${hash}`);
    await problem.filter({ hasText: /not found|not exist|no generation/i }).waitFor();
    await page.goto(`${sample}/#/`);
    await problem.waitFor({ state: 'detached' });
  }
});

pageTest('fills the form with an earlier request', {}, async ({ page }) => {
  const { answer, history, instruction, language, tabs } = controls(page);
  const message = unique('once more');
  await make(message, { key: 'kotlin' });
  await page.reload();
  await choose(page, 'go');
  await history.getByRole('link', { name: message }).click();
  await tabs.first().waitFor();
  await answer.getByRole('button', { name: 'Ask again' }).click();
  assert.equal(await instruction.inputValue(), message);
  assert.equal(await language.inputValue(), 'Kotlin');
});
