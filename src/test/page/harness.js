// Opens the page in Chromium. Every test fails if a script of a model's text ran, if the page reported an error, or if a request
// went to a server that the test did not name.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { load, target } from './installed.js';

const { chromium } = load('playwright-core');

/** Dev mode with samples, and dev mode whose model is {@link import('./model.js')}. The script run starts both. */
export const sample = process.env.PAGE_SAMPLE;
export const scripted = process.env.PAGE_SCRIPTED;

export const pictures = process.env.PAGE_PICTURES ?? `${target}-screenshots`;

/** Long, because machines that run tests can be slow; a test that passes waits for nothing that long. */
const LIMIT = 240_000;
const STEP = 60_000;

/** What a browser must not do by itself: ask its maker's servers for updates, lists and words. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but this machine has an address, so what is loaded from elsewhere fails.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

let launched;
after(async () => (await launched)?.close());

async function browser() {
  launched ??= chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGUMENTS });
  return launched;
}

/**
 * Runs a test in a window of its own.
 *
 * @param {string} name
 * @param {object} [options] those of the browser's context, and
 * @param {string} [options.at] the address to open: that of dev mode with samples if absent, nothing if null
 * @param {string[]} [options.origins] other servers to which the page may send requests
 * @param {string[]} [options.errors] texts of errors that the console may show
 * @param {(window: {page: import('playwright-core').Page, context: object, requests: object[]}) => Promise<void>} body
 */
export function pageTest(name, options, body) {
  const { at = sample, origins = [], errors = [], ...contextOptions } = options;
  test(name, { timeout: LIMIT }, async () => {
    const context = await (await browser()).newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      ...contextOptions,
    });
    context.setDefaultTimeout(STEP);
    const guard = await guarded(context, errors);
    const page = await context.newPage();
    try {
      if (at !== null) {
        await page.goto(`${at}/`);
        guard.allow(new URL(at).origin);
        await ready(page);
      }
      guard.allow(...origins);
      await body({ page, context, requests: guard.requests, allow: guard.allow });
      await guard.check();
    } catch (e) {
      await keep(page, name);
      throw new Error([e.message, 'console:', ...guard.console].join('\n'), { cause: e });
    } finally {
      await context.close();
    }
  });
}

async function keep(page, name) {
  const folder = `${target}/failed`;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name.replace(/[^A-Za-z0-9]+/g, '-')}.png` }).catch(() => {});
}

async function guarded(context, expected) {
  const allowed = new Set();
  const requests = [];
  const texts = [];
  const faults = [];
  // Model texts of the tests call this function from everywhere where a browser could run a script.
  await context.exposeFunction('ran', (what) => faults.push(`a script ran: ${what}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      console.error(`policy violated: ${violatedDirective} ${blockedURI} ${sample}`),
    );
  });
  context.on('request', (request) => requests.push(request));
  context.on('page', (page) => {
    page.on('pageerror', (e) => faults.push(`error: ${e.stack ?? e}`));
    page.on('dialog', (dialog) => {
      faults.push(`a dialog opened: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on('console', (message) => {
      texts.push(`${message.type()}: ${message.text()}`);
      // Chromium reports each response that is a failure; the tests look at these themselves.
      const known = ['Failed to load resource: the server responded with a status of', ...expected];
      if (message.type() === 'error' && !known.some((text) => message.text().includes(text))) {
        faults.push(`console: ${message.text()}`);
      }
    });
  });
  return {
    requests,
    console: texts,
    allow: (...origins) => origins.forEach((origin) => allowed.add(origin)),
    async check() {
      const strange = requests
        .map((request) => request.url())
        .filter((url) => !/^(data|blob):/.test(url) && !allowed.has(new URL(url).origin));
      assert.deepEqual({ faults, strange }, { faults: [], strange: [] });
    },
  };
}

/** Sends a request to the API, past the page. */
export async function api(path, { base = sample, method = 'GET', body, headers = {} } = {}) {
  const response = await fetch(`${base}/code-generation${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Returns controls by the names that the page promises. */
export function controls(page) {
  const button = (name) => page.getByRole('button', { name, exact: true });
  return {
    instruction: page.getByRole('textbox', { name: 'Instruction' }),
    language: page.getByRole('combobox', { name: 'Language' }).first(),
    model: page.getByRole('combobox', { name: 'Model' }).first(),
    generate: button('Generate'),
    stop: button('Stop'),
    answer: page.getByRole('region', { name: 'Answer' }),
    history: page.getByRole('region', { name: 'History' }),
    tabs: page.getByRole('tablist', { name: 'Files' }).getByRole('tab'),
    panel: page.getByRole('tabpanel'),
    copy: button('Copy'),
    download: button('Download'),
    zip: button('Download zip'),
    curl: button('Copy curl'),
    change: page.getByRole('textbox', { name: 'What should change?' }),
    changeIt: button('Change it'),
    settings: button('Settings'),
    dialog: page.getByRole('dialog', { name: 'Settings' }),
    remove: button('Delete'),
    retry: button('Retry'),
    problem: page.getByRole('alert'),
  };
}

/** Fills in the form and sends it. Waits for nothing. */
export async function ask(page, { message, language, model }) {
  const form = controls(page);
  if (language !== undefined) {
    await choose(page, language);
  }
  if (model !== undefined) {
    await form.model.selectOption(model);
  }
  await form.instruction.fill(message);
  await form.generate.click();
}

/** Chooses a language as a person does: types, and takes the first that is offered. */
export async function choose(page, typed) {
  const { language } = controls(page);
  await language.click();
  await language.fill(typed);
  await page.getByRole('listbox', { name: 'Languages' }).getByRole('option').first().waitFor();
  await language.press('Enter');
}

/** Waits until the page has what it needs of the API. */
export async function ready(page) {
  await controls(page).model.getByRole('option').first().waitFor({ state: 'attached' });
}

let number = 0;

/** Returns a text that no other test has. */
export function unique(text) {
  number += 1;
  return `${text} ${process.pid}-${Date.now()}-${number}`;
}

export function shot(page, name, options = {}) {
  mkdirSync(pictures, { recursive: true });
  return page.screenshot({ path: `${pictures}/${name}.png`, animations: 'disabled', ...options });
}
