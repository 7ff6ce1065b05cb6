// Changing an answer, and files that a request brings along.
import assert from 'node:assert/strict';
import { api, ask, controls, pageTest, scripted, unique } from './harness.js';
import { files, startModel } from './model.js';

const model = await startModel();

/** Drops files onto an element, as a person does who drags them from a folder. */
async function drop(page, target, dropped) {
  const transfer = await page.evaluateHandle((entries) => {
    const data = new DataTransfer();
    for (const [name, content] of entries) {
      data.items.add(new File([new Uint8Array(content)], name));
    }
    return data;
  }, Object.entries(dropped).map(([name, content]) => [name, [...Buffer.from(content)]]));
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await target.dispatchEvent(type, { dataTransfer: transfer });
  }
}

async function first(page, made, message = unique('make the first version')) {
  await ask(page, { message, language: 'python' });
  await model.reply(files(made));
  await controls(page).tabs.nth(Object.keys(made).length - 1).waitFor();
  return new URL(page.url()).hash.slice(2);
}

pageTest('changes an answer, and shows the difference line by line', { at: scripted }, async ({ page, requests }) => {
  const { answer, change, changeIt, panel, tabs } = controls(page);
  const id = await first(page, { 'app.py': 'import util\nprint("one")\nprint("two")\n', 'util.py': 'x = 1\n' });

  const message = unique('say three');
  await change.fill(message);
  await change.press('Control+Enter');
  const call = await model.call();
  assert.ok(call.prompt.includes(message));
  assert.ok(call.prompt.includes('print("two")'), call.prompt);
  call.write(files({ 'app.py': 'import util\nprint("one")\nprint("three")\nprint("four")\n', 'new.py': 'y = 2\n' })).end();
  await answer.getByText('2 lines added, 1 line removed.').waitFor();

  const sent = JSON.parse(requests.findLast((request) => request.method() === 'POST').postData());
  assert.equal(sent.previous, id);
  assert.equal(sent.message, message);
  assert.deepEqual(await panel.locator('ins').allTextContents(), ['+ print("three")', '+ print("four")']);
  assert.deepEqual(await panel.locator('del').allTextContents(), ['- print("two")']);
  const names = await tabs.allTextContents();
  assert.equal(names.length, 3);
  assert.ok(names.some((name) => /^app\.py/.test(name)) && names.some((name) => /^new\.py.*new$/.test(name)), String(names));

  await tabs.filter({ hasText: 'new.py' }).click();
  await panel.getByText(/file is new/).waitFor();
  await tabs.filter({ hasText: 'util.py' }).click();
  await panel.getByText(/No line changed/).waitFor();
  await tabs.filter({ hasText: 'app.py' }).click();
  await answer.getByRole('button', { name: 'Code', exact: true }).click();
  await panel.getByText('print("three")').waitFor();
  assert.equal(await panel.locator('ins').count(), 0);

  const record = await api(`/${new URL(page.url()).hash.slice(2)}`, { base: scripted });
  assert.equal(record.previous, id);
  assert.deepEqual(record.files.map(({ name }) => name), ['app.py', 'util.py', 'new.py']);
  assert.equal(await change.inputValue(), '');
  assert.ok(await changeIt.isEnabled());
});

pageTest('changes a change, any number of times', { at: scripted }, async ({ page }) => {
  const { answer, change, changeIt, panel } = controls(page);
  await first(page, { 'app.py': 'n = 0\n', 'other.py': 'o = 0\n' });
  for (const number of [1, 2, 3]) {
    await change.fill(unique(`make it ${number}`));
    await changeIt.click();
    await model.reply(files({ 'app.py': `n = ${number}\n` }));
    await panel.locator('ins').filter({ hasText: `+ n = ${number}` }).waitFor();
    assert.deepEqual(await panel.locator('del').allTextContents(), [`- n = ${number - 1}`]);
  }
  assert.equal(await answer.getByRole('navigation', { name: 'Versions' }).getByRole('listitem').count(), 4);
});

pageTest('shows what the model wrote if it changed nothing', { at: scripted }, async ({ page }) => {
  const { answer, change, changeIt } = controls(page);
  await first(page, { 'app.py': 'n = 0\n', 'other.py': 'o = 0\n' });
  await change.fill(unique('is it correct?'));
  await changeIt.click();
  await model.reply('Yes, it is correct.');
  await answer.getByText('Yes, it is correct.').first().waitFor();
  await answer.getByText(/changed no file/).waitFor();
});

pageTest('sends dropped files along, with their sizes, until they are removed', { at: scripted }, async ({ page, requests }) => {
  const { answer, instruction, tabs } = controls(page);
  const list = page.getByRole('list', { name: 'Files of the request' });
  await drop(page, page.locator('body'), { 'one.py': 'a = "ü"\n', 'two.py': 'b = 2\n', 'three.txt': 'x'.repeat(2048) });
  await list.getByText('three.txt').waitFor();
  const texts = await list.getByRole('listitem').allTextContents();
  assert.ok(texts[0].includes('one.py') && texts[0].includes('9 B'), texts[0]);
  assert.ok(texts[2].includes('2.0 KiB'), texts[2]);

  await list.getByRole('button', { name: 'Remove two.py' }).click();
  await list.getByText('two.py').waitFor({ state: 'detached' });
  await ask(page, { message: unique('use the files'), language: 'python' });
  const call = await model.call();
  assert.ok(call.prompt.includes('a = "ü"'));
  assert.ok(!call.prompt.includes('b = 2'));
  call.write(files({ 'one.py': 'a = "changed"\n' })).end();
  await tabs.first().waitFor();

  const sent = JSON.parse(requests.find((request) => request.method() === 'POST').postData());
  assert.deepEqual(sent.files, [{ name: 'one.py', content: 'a = "ü"\n' }, { name: 'three.txt', content: 'x'.repeat(2048) }]);
  assert.match(await answer.textContent(), /one\.py/);
  assert.ok(await instruction.isEditable());
});

pageTest('takes files that are chosen in a dialog', { at: scripted }, async ({ page }) => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Add files', exact: true }).click()]);
  await chooser.setFiles([{ name: 'chosen.go', mimeType: 'text/plain', buffer: Buffer.from('package main\n') }]);
  await page.getByRole('list', { name: 'Files of the request' }).getByText('chosen.go').waitFor();
});

pageTest('leaves out what is no text or too much, and says so', { at: scripted }, async ({ page }) => {
  const list = page.getByRole('list', { name: 'Files of the request' });
  await drop(page, page.locator('body'), {
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
    'latin1.txt': Buffer.from([0xe4, 0xf6]),
    'good.py': 'x = 1\n',
  });
  await list.getByText('good.py').waitFor();
  await page.getByRole('alert').filter({ hasText: 'picture.png' }).filter({ hasText: 'latin1.txt' }).waitFor();
  assert.equal(await list.getByText('picture.png').count(), 0);

  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'.repeat(600 * 1024)], 'large.txt'));
    for (let i = 0; i < 60; i += 1) {
      data.items.add(new File(['x'], `many-${i}.txt`));
    }
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.getByRole('alert').filter({ hasText: /large\.txt/ }).waitFor();
  assert.ok(await list.getByRole('button').count() <= 50);
});

pageTest('shows files of the request that the API refuses next to the files', { at: scripted }, async ({ page }) => {
  const { problem } = controls(page);
  await drop(page, page.locator('body'), { 'same.py': '1\n', 'SAME.py': '2\n' });
  await page.getByRole('list', { name: 'Files of the request' }).getByText('SAME.py', { exact: true }).waitFor();
  await ask(page, { message: unique('refused'), language: 'python' });
  await problem.filter({ hasText: /SAME\.py: Another file has this name/ }).waitFor();
});
