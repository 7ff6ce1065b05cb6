import { curl } from './curl.js';
import { byId, copyButton, count, el, fill, say } from './dom.js';
import { FileTabs } from './files.js';
import { showMarkdown } from './markdown.js';
import { isSample, receipt } from './receipt.js';
import { sourceOf } from './source.js';

/**
 * Shows a generation that has ended.
 *
 * @param {import('./api.js').Api} api
 * @param {import('./languages.js').Languages} languages
 * @param {Object} generation a record, or an answer with its `request`
 * @returns {Promise<HTMLElement>}
 */
export async function result(api, languages, generation) {
  const source = await sourceOf(api, generation);
  return el(
    'div',
    { class: 'result' },
    sample(generation),
    generation.truncated && el('p', { class: 'warning' }, el('strong', {}, 'Truncated. '), truncation(generation.stopReason)),
    generation.code === null &&
      generation.files?.length > 0 &&
      el('p', { class: 'note' }, 'The model changed no file. What it wrote is below.'),
    source.files.length > 0 && new FileTabs(source, languages).element,
    source.missing > 0 &&
      el('p', { class: 'note' }, `The problem holds one file. ${count(source.missing, 'more file')} are kept for a retry.`),
    explanation(generation),
  );
}

function sample({ model, explanation: text }) {
  if (!isSample(model)) {
    return null;
  }
  const skeleton = /sample \(a skeleton/.test(text ?? '');
  return el(
    'p',
    { class: 'sample' },
    el('strong', {}, skeleton ? 'Sample skeleton. ' : 'Sample. '),
    skeleton
      ? 'No built-in sample fits, so this is only a runnable skeleton. No model wrote it.'
      : 'Built in. No model wrote it.',
  );
}

function truncation(stopReason) {
  const reasons = {
    max_tokens: 'The reply reached its maximum number of tokens.',
    model_context_window_exceeded: 'The model’s context is full.',
    deadline_exceeded: 'The time was up.',
    stream_interrupted: 'The connection to the model broke.',
  };
  return `${reasons[stopReason] ?? `Stop reason: ${stopReason}.`} The code so far is stored. Below, you can ask for the rest.`;
}

function explanation({ explanation: text }) {
  if (!text) {
    return null;
  }
  const element = el('div', { class: 'prose' });
  showMarkdown(element, text);
  return element;
}

/**
 * Shows what identifies a generation, what it cost, and what can be done with it.
 *
 * @param {Object} generation
 * @param {Object} actions
 * @param {function()} actions.askAgain
 * @param {function()} actions.remove
 */
export function facts(api, generation, { askAgain, remove }) {
  const { id, request } = generation;
  return el(
    'div',
    { class: 'about' },
    generation.attempts?.length > 0 && receipt(generation),
    el(
      'div',
      { class: 'actions' },
      id && el('a', { class: 'id', href: `#/${id}`, title: 'The address of this generation' }, id),
      request && copyButton('Copy curl', () => command(api, request), 'the curl command'),
      request && el('button', { type: 'button', class: 'quiet', onclick: askAgain }, 'Ask again'),
      id && el('button', { type: 'button', class: 'quiet danger', onclick: remove }, 'Delete'),
    ),
  );
}

function command(api, { language, message, model, maxTokens, previous, files = [], background }) {
  const sent = files.filter(({ content }) => typeof content === 'string');
  const body = {
    key: language ?? undefined,
    message,
    model: model ?? undefined,
    maxTokens: maxTokens ?? undefined,
    previous: previous ?? undefined,
    files: sent.length > 0 ? sent : undefined,
  };
  const lost = files.filter((file) => !sent.includes(file)).map(({ name }) => name);
  const note = lost.length > 0 ? `# Without the files of the request, which the API does not keep: ${lost.join(', ')}\n` : '';
  return note + curl(api.url(), body, api.environment, background);
}

/** Asks whether a generation may be deleted. @returns {Promise<boolean>} */
export function confirmDeletion() {
  const dialog = byId('deletion');
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener('close', () => done(dialog.returnValue === 'delete'), { once: true });
  });
}
