// What a model writes is text: no script of it runs, nothing of it is loaded. Each test runs under the page's policy, and again
// without it, so that the policy does not hide a fault of the page.
import assert from 'node:assert/strict';
import { api, ask, controls, pageTest, sample, scripted, unique } from './harness.js';
import { startModel } from './model.js';

const model = await startModel();

/** Texts that would call ran() if any part of them were taken for HTML, an address or a script. */
const HOSTILE = [
  '<img src=x onerror="ran(1)">',
  '<script>ran(2)</script>',
  '<svg/onload=ran(3)>',
  '<svg><script>ran(4)</script></svg>',
  '<iframe src="javascript:parent.ran(5)"></iframe>',
  '<iframe srcdoc="<script>parent.ran(6)</script>"></iframe>',
  '<details open ontoggle=ran(7)>x</details>',
  '<input autofocus onfocus=ran(8)>',
  '<video><source onerror="ran(9)"></video>',
  '<math><mtext><table><mglyph><style><img src=x onerror=ran(10)>',
  '<a href="javascript:ran(11)" id=location name=location>x</a>',
  '<form id=ask action="javascript:ran(12)"><button>Generate</button></form>',
  '<base href="http://elsewhere.invalid/"><link rel=stylesheet href="http://elsewhere.invalid/x.css">',
  '<meta http-equiv="refresh" content="0;url=http://elsewhere.invalid/">',
  '<object data="http://elsewhere.invalid/o"></object><embed src="http://elsewhere.invalid/e">',
  '"><img src=x onerror=ran(13)>',
  "' onmouseover='ran(14)' autofocus onfocus='ran(15)",
  '</code></pre><img src=x onerror=ran(16)>',
  '</textarea></title></style></script><script>ran(17)</script>',
  '[click](javascript:ran(18))',
  '[click](JaVaScRiPt:ran(19))',
  '[click](&#106;avascript:ran(20))',
  '[click](java\tscript:ran(21))',
  '[click](data:text/html,<script>opener.ran(22)</script>)',
  '[click](vbscript:ran(23))',
  '[click][ref]\n\n[ref]: javascript:ran(24)',
  '<javascript:ran(25)>',
  '![image](http://elsewhere.invalid/pixel.png)',
  '![image](x" onerror="ran(26))',
  '[a](http://elsewhere.invalid "x\\" onmouseover=\\"ran(27)")',
  '| a |\n|---|\n| <img src=x onerror=ran(28)> |',
  '- [ ] <img src=x onerror=ran(29)>\n- [x] [x](javascript:ran(30))',
  '# <img src=x onerror=ran(31)>',
  '> <script>ran(32)</script>',
  '`<img src=x onerror=ran(33)>`',
  '&lt;img src=x onerror=ran(34)&gt;',
  '&amp;lt;script&amp;gt;ran(35)&amp;lt;/script&amp;gt;',
  '{{constructor.constructor("ran(36)")()}}',
  '${ran(37)}',
  '__proto__ [constructor](javascript:ran(38))',
  '\u202e<img src=x onerror=ran(39)>\u202c',
  '<img\u0009src=x\u000aonerror=ran(40)>',
];

/** Names that a model may give to files. */
const NAMES = [
  '<img src=x onerror=ran(50)>.py', '"onmouseover="ran(51).py', "'-ran(52)-'.py", '__proto__', 'constructor', 'javascript:ran(53).py',
  '..%2f..%2fescape.py', '&lt;b&gt;.py', '${ran(54)}.py', 'a\u202egnp.py', 'x'.repeat(150) + '.py', 'index.html', '.htaccess',
];

const MODES = [['under the policy', {}], ['without the policy', { bypassCSP: true }]];

/** Presses and hovers what a person might. */
async function touch(page) {
  const { answer } = controls(page);
  for (const link of await answer.getByRole('link').all()) {
    const href = await link.getAttribute('href');
    assert.match(href, /^(#\/|https?:\/\/)/);
  }
  for (const element of await answer.locator('*').all()) {
    await element.dispatchEvent('mouseover');
  }
}

/** Says what a model's text must not have become. */
async function inspect(page) {
  const found = await page.evaluate(() => {
    const strange = [...document.querySelectorAll('#answer *, #history *')].filter((element) => {
      const handlers = element.getAttributeNames().filter((name) => name.startsWith('on') || name === 'style');
      return (
        handlers.length > 0 ||
        /^(IMG|SCRIPT|IFRAME|OBJECT|EMBED|VIDEO|AUDIO|SVG|MATH|LINK|META|BASE|STYLE|FORM)$/i.test(element.tagName)
      );
    });
    return strange.filter((element) => element.id !== 'refine').map((element) => element.outerHTML.slice(0, 200));
  });
  assert.deepEqual(found, []);
}

for (const [mode, options] of MODES) {
  pageTest(`runs no script of a reply, ${mode}`, { at: scripted, ...options }, async ({ page }) => {
    const { answer, panel, tabs } = controls(page);
    await ask(page, { message: unique(HOSTILE[0]), language: 'html' });
    const call = await model.call();
    for (const text of HOSTILE) {
      call.write(`${text}\n\n`);
    }
    await answer.getByText('ran(40)').waitFor();
    await inspect(page);
    call.write(`\`\`\`html index.html\n${HOSTILE.join('\n')}\n\`\`\`\n\n`).write(HOSTILE.join('\n\n')).end();
    await tabs.first().waitFor();
    await panel.getByText('ran(40)').first().waitFor();

    await inspect(page);
    await touch(page);
    for (const text of ['<img src=x onerror="ran(1)">', '<script>ran(2)</script>']) {
      assert.ok((await panel.textContent()).includes(text), 'code is shown as it is');
    }
    await page.reload();
    await tabs.first().waitFor();
    await panel.getByText('ran(40)').first().waitFor();
    await inspect(page);
  });

  pageTest(`takes file names for text, ${mode}`, { at: scripted, ...options }, async ({ page }) => {
    const { change, changeIt, panel, tabs } = controls(page);
    await ask(page, { message: unique('odd names'), language: 'python' });
    await model.reply(NAMES.map((name, i) => `**${name}**\n\n\`\`\`python ${name.replaceAll(' ', '_')}\nx = ${i}\n\`\`\`\n`).join('\n'));
    await tabs.nth(3).waitFor();
    await inspect(page);
    for (const tab of await tabs.all()) {
      await tab.click();
      await panel.getByText('x = ').first().waitFor();
    }
    await touch(page);

    await change.fill(unique('<img src=x onerror=ran(60)>'));
    await changeIt.click();
    await model.reply('```python <img_src=x_onerror=ran(61)>.py\nx = "<script>ran(62)</script>"\n```\n');
    await panel.locator('ins, del, .note').first().waitFor();
    await inspect(page);
  });

  pageTest(`takes an instruction for text, ${mode}`, { at: null, ...options }, async ({ page, allow }) => {
    const { history, tabs } = controls(page);
    const messages = HOSTILE.slice(0, 12);
    for (const message of messages) {
      await api('', { method: 'POST', body: { key: 'html', message } });
    }
    allow(sample);
    await page.goto(`${sample}/`);
    const row = history.getByRole('link', { name: messages.at(-1) }).first();
    await row.waitFor();
    await row.click();
    await tabs.first().waitFor();
    await inspect(page);
    assert.ok((await history.textContent()).includes('<script>ran(2)</script>'));
    assert.ok((await page.title()).includes('<form id=ask'));
  });

  pageTest(`takes a problem for text, ${mode}`, { ...options }, async ({ page }) => {
    const { problem } = controls(page);
    const text = '<img src=x onerror=ran(70)><script>ran(71)</script>';
    await page.route('**/code-generation', (route) =>
      route.fulfill({
        status: 400,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank', title: text, status: 400, detail: text, instance: `/code-generation/${text}`, code: text, retryable: true,
          requestId: text, fix: text, suggestions: [text], errors: [{ field: text, detail: text }, { field: 'message', detail: text }],
          generation: { id: text, status: 'succeeded', code: text, explanation: text, files: [{ name: text, bytes: 1 }], model: text },
        }),
      }),
    );
    await ask(page, { message: 'anything' });
    await problem.filter({ hasText: text }).first().waitFor();
    await inspect(page);
  });
}

pageTest('shows random texts as they are', { at: scripted }, async ({ page }) => {
  const { answer, panel, tabs } = controls(page);
  let seed = Number(process.env.PAGE_SEED ?? 1);
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
  const parts = [
    ...HOSTILE, '<', '>', '"', "'", '&', '`', '```', '~~~', '\n', '\n\n', '    ', '\t', '[', '](', ')', '![', '<!--', '-->', '<![CDATA[',
    ']]>', '\\', '|', '*', '_', '# ', '> ', '- ', '1. ', '\u0301', '\ud83d\ude00', '\u200b', '字', '\u202e', '&#x3c;', '&lt;', '{{', '}}',
  ];
  for (let round = 0; round < 12; round += 1) {
    const text = Array.from({ length: 60 }, () => parts[random(parts.length)]).join('');
    const code = Array.from({ length: 40 }, () => parts[random(parts.length)]).join('').replaceAll('`', "'").replaceAll('~', '-');
    await ask(page, { message: unique('random') });
    const call = await model.call();
    const reply = `\`\`\`\`\`\`\`\`python main.py\n${code}\n\`\`\`\`\`\`\`\`\n\n${text.replaceAll('```', "'''").replaceAll('~~~', '---')}`;
    const points = [...reply];
    for (let at = 0; at < points.length; ) {
      const size = 1 + random(40);
      call.write(points.slice(at, at + size).join(''));
      at += size;
    }
    call.end();
    await tabs.first().waitFor();
    await page.waitForFunction(() => !document.querySelector('#answer[aria-busy=true]'));
    await inspect(page);
    const record = await api(`/${new URL(page.url()).hash.slice(2)}`, { base: scripted });
    const shown = await panel.locator('code').first().evaluate((element) => element.textContent);
    if (record.files.length === 1) {
      assert.equal(shown, record.code, `PAGE_SEED, round ${round}`);
    }
    assert.ok(await answer.isVisible());
  }
});

pageTest('loads nothing from elsewhere', {}, async ({ page, requests }) => {
  const { change, changeIt, tabs, zip } = controls(page);
  await ask(page, { message: 'quicksort', language: 'typescript' });
  await tabs.first().waitFor();
  await change.fill('descending');
  await changeIt.click();
  await page.locator('ins, del, .note').first().waitFor();
  await zip.waitFor();
  assert.ok(requests.length > 15);
  assert.deepEqual([...new Set(requests.map((request) => new URL(request.url()).origin))], [sample]);
});

pageTest('is served with a policy that lets nothing else in', { at: null }, async ({ page, allow }) => {
  allow(sample);
  const response = await page.goto(`${sample}/`);
  const policy = response.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(response.headers()['x-content-type-options'], 'nosniff');
  assert.equal(await page.locator('script:not([src]), style, [style], [onclick]').count(), 0);
});
