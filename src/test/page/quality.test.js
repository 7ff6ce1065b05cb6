// For everybody: by keyboard, with a screen reader, in light and dark, on a phone, over a slow line. Takes the screenshots.
import assert from 'node:assert/strict';
import { api, ask, choose, controls, pageTest, ready, sample, scripted, shot, unique } from './harness.js';
import { load } from './installed.js';
import { files, startModel } from './model.js';

const { default: AxeBuilder } = load('@axe-core/playwright');
const model = await startModel();

const FIRST_LOAD = 300_000;
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const LONG_LINE = `total = ${'some_value + '.repeat(30)}0`;
const BEFORE = `import csv\n\n\ndef read(path):\n    with open(path) as file:\n        return list(csv.reader(file))\n\n\n${LONG_LINE}\n`;
const AFTER = BEFORE.replace('csv.reader(file)', 'csv.DictReader(file)').replace('import csv\n', 'import csv\nimport sys\n');

/** The states of the page, each with what makes it, in an order in which one leads to the next. */
const STATES = {
  async empty(page) {
    await page.goto(`${scripted}/`);
    await ready(page);
  },
  async streaming(page) {
    await ask(page, { message: 'Read a CSV file and print the sum of each numeric column', language: 'Python' });
    const call = await model.call();
    call.write(`The script reads the file once.\n\n\`\`\`python main.py\n${BEFORE}`);
    await controls(page).answer.getByText('DictReader').or(page.getByText('csv.reader')).first().waitFor();
    return async () => {
      call.write(`\`\`\`\n\n\`\`\`python lib/columns.py\ndef columns():\n    return []\n\`\`\`\n\n- **main.py** is the entry.\n- Run it with \`python main.py\`.\n`).end();
      await controls(page).tabs.nth(1).waitFor();
    };
  },
  async finished(page) {
    await controls(page).panel.getByText('import csv').waitFor();
  },
  async diff(page) {
    const { change, changeIt, panel } = controls(page);
    await change.fill('Use DictReader');
    await changeIt.click();
    await model.reply(files({ 'main.py': AFTER }));
    await panel.locator('ins').first().waitFor();
  },
  async problem(page) {
    await ask(page, { message: 'Something that the model is not allowed to write', language: 'Python' });
    (await model.call()).refuse(401);
    await controls(page).problem.filter({ hasText: 'model-access-denied' }).waitFor();
  },
  async settings(page) {
    const { dialog, settings } = controls(page);
    await settings.click();
    await dialog.getByLabel('Credentials').selectOption('AWS credentials');
    return async () => {
      await page.keyboard.press('Escape');
    };
  },
  async history(page) {
    await controls(page).history.scrollIntoViewIfNeeded();
    await controls(page).history.getByRole('link').first().waitFor();
  },
};

/** Visits every state. */
async function visit(page, see) {
  for (const [name, reach] of Object.entries(STATES)) {
    const leave = await reach(page);
    await see(name);
    await leave?.();
  }
}

async function violations(page) {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`);
}

/** Returns what is wider than the window: what would make a person scroll sideways. */
function wide(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => element && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const over = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && element.checkVisibility() && !scrolls(element.parentElement))
      .map((element) => element.outerHTML.slice(0, 120));
    return document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`, ...over] : over;
  });
}

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { ...PHONE, colorScheme: 'light' },
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
};

for (const [look, options] of Object.entries(LOOKS)) {
  pageTest(`has no fault that axe finds, ${look}`, { at: null, ...options }, async ({ page, allow }) => {
    allow(scripted);
    const found = {};
    await visit(page, async (name) => {
      found[name] = await violations(page);
      await shot(page, `${name}-${look}`);
      if (look.startsWith('phone')) {
        assert.deepEqual(await wide(page), [], name);
      }
    });
    assert.deepEqual(found, Object.fromEntries(Object.keys(STATES).map((name) => [name, []])));
  });
}

pageTest('loads less than 300 kB at first, answers of the API included', { at: null }, async ({ page, allow }) => {
  allow(sample);
  const sizes = [];
  page.on('response', (response) => sizes.push(response.body().then((body) => [response.url(), body.length])));
  await page.goto(`${sample}/`, { waitUntil: 'networkidle' });
  await ready(page);
  const loaded = await Promise.all(sizes);
  const total = loaded.reduce((sum, [, size]) => sum + size, 0);

  assert.ok(loaded.some(([url]) => url.endsWith('/languages')) && loaded.some(([url]) => url.includes('limit=')), String(loaded));
  assert.ok(total < FIRST_LOAD, `${total} bytes: ${loaded.map((entry) => entry.join(' ')).join(', ')}`);
});

for (const width of [320, 360, 700, 1000]) {
  pageTest(`needs no scrolling to the side in a window of ${width} pixels`, { viewport: { width, height: 740 } }, async ({ page }) => {
    const { tabs } = controls(page);
    assert.deepEqual(await wide(page), []);
    await ask(page, { message: `quicksort ${'with_a_very_long_word'.repeat(10)}`, language: 'java' });
    await tabs.first().waitFor();
    assert.deepEqual(await wide(page), []);
    await controls(page).settings.click();
    assert.deepEqual(await wide(page), []);
  });
}

pageTest('does not move if motion is not wanted', { reducedMotion: 'reduce', at: scripted }, async ({ page }) => {
  await ask(page, { message: unique('no motion'), language: 'python' });
  const call = await model.call();
  call.write('```python\nx = 1\n');
  await controls(page).answer.getByText('x = 1').waitFor();
  const moving = await page.evaluate(() => ({
    animations: document.getAnimations().length,
    moved: [...document.querySelectorAll('*')].filter((element) => {
      const { animationName, animationDuration, scrollBehavior, transitionDuration } = getComputedStyle(element);
      const lasts = (durations) => durations.split(',').some((duration) => parseFloat(duration) > 0.01);
      return (animationName !== 'none' && lasts(animationDuration)) || lasts(transitionDuration) || scrollBehavior === 'smooth';
    }).map((element) => element.outerHTML.slice(0, 80)),
  }));
  call.write('```\n').end();
  await controls(page).tabs.first().waitFor();
  assert.deepEqual(moving, { animations: 0, moved: [] });
});

pageTest('is used with the keys alone', { at: scripted }, async ({ page }) => {
  const { answer, changeIt, dialog, panel, tabs } = controls(page);
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id);
  /** Presses Tab until the element has the focus. */
  const reach = async (locator, key = 'Tab') => {
    for (let presses = 0; presses < 120; presses += 1) {
      if (await locator.evaluateAll((elements) => elements.includes(document.activeElement))) {
        return;
      }
      await page.keyboard.press(key);
    }
    assert.fail(`not reached; the focus is on ${await focused()}`);
  };

  await page.keyboard.type('two files');
  await reach(controls(page).language);
  await page.keyboard.type('ruby');
  await page.keyboard.press('Enter');
  await reach(controls(page).generate);
  await page.keyboard.press('Enter');
  const call = await model.call();
  call.write('```ruby a.rb\nputs 1\n');
  await answer.getByText('puts 1').waitFor();
  await reach(controls(page).stop);
  call.write('```\n\n```ruby b.rb\nputs 2\n```\n').end();
  await tabs.nth(1).waitFor();
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'the focus is not lost with the button Stop');

  await reach(tabs);
  await page.keyboard.press('ArrowRight');
  await panel.getByText('puts 2').waitFor();
  for (const name of ['copy', 'download', 'zip', 'change']) {
    await reach(controls(page)[name]);
  }
  await page.keyboard.type('say three');
  await reach(changeIt);
  await page.keyboard.press('Enter');
  await model.reply('```ruby b.rb\nputs 3\n```\n');
  await panel.getByText('puts 3').first().waitFor();

  await reach(controls(page).settings);
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)));
  await page.keyboard.press('Escape');
  assert.equal(await focused(), 'Settings');

  await reach(controls(page).remove.first());
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: /delete/i }).waitFor();
  await page.keyboard.press('Escape');
  await reach(controls(page).history.getByRole('link').nth(1));
  await page.keyboard.press('Enter');
  await tabs.first().waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  pageTest(`shows where the focus is, ${colorScheme}`, { at: scripted, colorScheme }, async ({ page }) => {
    const { tabs } = controls(page);
    await ask(page, { message: unique('focus'), language: 'python' });
    await model.reply(files({ 'a.py': 'a = 1\n', 'b.py': 'b = 2\n' }));
    await tabs.nth(1).waitFor();
    await page.locator('body').focus();
    const seen = new Set();
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const { id, marked, html } = await page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        element.dataset.stop ??= String(Math.random());
        return {
          id: element.dataset.stop,
          marked: element === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2),
          html: element.outerHTML.slice(0, 150),
        };
      });
      if (seen.has(id)) {
        break;
      }
      seen.add(id);
      assert.ok(marked, `no outline: ${html}`);
    }
    assert.ok(seen.size > 15, `${seen.size} stops`);
  });
}

pageTest('names every control', { at: scripted }, async ({ page }) => {
  await ask(page, { message: unique('names'), language: 'python' });
  await model.reply(files({ 'a.py': 'a = 1\n', 'b.py': 'b = 2\n' }));
  await controls(page).tabs.nth(1).waitFor();
  const expected = ['instruction', 'language', 'model', 'generate', 'answer', 'history', 'copy', 'download', 'zip', 'curl', 'change', 'changeIt', 'settings', 'remove'];
  for (const name of expected) {
    assert.equal(await controls(page)[name].count() >= 1, true, name);
  }
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
});

pageTest('stays quick with a long reply', { at: scripted }, async ({ page }) => {
  const { panel, tabs } = controls(page);
  await ask(page, { message: unique('a long reply'), language: 'python' });
  const call = await model.call();
  call.write('```python main.py\n');
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      window.longest = Math.max(window.longest, ...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
  const line = (n) => `value_${n} = compute(${n}, "text ${n}")  # line ${n}\n`;
  for (let part = 0; part < 60; part += 1) {
    call.write(Array.from({ length: 100 }, (_, i) => line(part * 100 + i)).join(''));
  }
  call.write('```\n').end();
  await tabs.first().waitFor();
  await panel.getByText('value_5999').waitFor();
  const longest = await page.evaluate(() => window.longest);
  assert.ok(longest < 5000, `the page did not answer for ${longest} ms`);
});

pageTest('prints nothing to the console', {}, async ({ page }) => {
  const texts = [];
  page.on('console', (message) => message.type() !== 'debug' && texts.push(message.text()));
  await choose(page, 'go');
  await ask(page, { message: 'factorial' });
  await controls(page).tabs.first().waitFor();
  await page.reload();
  await controls(page).tabs.first().waitFor();
  assert.deepEqual(texts.filter((text) => !text.startsWith('[DOM] Multiple forms')), []);
  assert.equal((await api(`/${new URL(page.url()).hash.slice(2)}`)).language, 'go');
});
