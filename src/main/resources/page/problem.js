import { byId, count, el, fill } from './dom.js';

/** Which part of a form has the fault of a field, by the field's name up to a dot or bracket. */
const FIELDS = {
  key: 'language',
  language: 'language',
  message: 'message',
  instructions: 'message',
  model: 'model',
  maxTokens: 'maxTokens',
  files: 'files',
};

/**
 * Shows a problem.
 *
 * @param {Object} problem problem details
 * @param {Object} options
 * @param {number|null} options.retryAfter seconds
 * @param {function()} [options.retry] sends the request again; it is offered if that can help
 * @param {function()} [options.inBackground] sends the request as a job
 * @param {function(string)} [options.choose] takes a suggestion
 * @param {string|null} [options.shown] the generation that the page shows already
 * @param {Object[]} [options.errors] the faults that no form shows
 * @returns {HTMLElement}
 */
export function problemView(
  problem,
  { retryAfter = null, retry, inBackground, choose, shown = null, errors = problem.errors ?? [] },
) {
  const record = /\/code-generation\/([^/]+)$/.exec(problem.instance ?? '');
  return el(
    'div',
    { class: 'problem', role: 'alert' },
    el('p', { class: 'title' }, problem.title),
    problem.detail && el('p', {}, problem.detail),
    errors.length > 0 &&
      el(
        'ul',
        {},
        errors.map(({ field, detail }) => el('li', {}, el('code', {}, field), `: ${detail}`)),
      ),
    problem.fix && el('p', { class: 'fix' }, el('strong', {}, 'What helps: '), problem.fix),
    choose && problem.suggestions?.length > 0 && suggestions(problem.suggestions, choose),
    el(
      'div',
      { class: 'actions' },
      retry && problem.retryable && retryButton(retryAfter, retry),
      inBackground &&
        problem.code === 'deadline-exceeded' &&
        el('button', { type: 'button', onclick: inBackground }, 'Run in the background'),
    ),
    el(
      'p',
      { class: 'facts' },
      el('span', {}, 'code ', el('code', {}, problem.code ?? 'none')),
      problem.status && el('span', {}, `status ${problem.status}`),
      problem.requestId && el('span', {}, 'request ', el('code', {}, problem.requestId)),
      record && record[1] !== shown && el('span', {}, el('a', { href: `#/${record[1]}` }, 'its record')),
    ),
  );
}

function suggestions(names, choose) {
  return el(
    'div',
    { class: 'actions' },
    'Did you mean ',
    names.map((name) => el('button', { type: 'button', onclick: () => choose(name) }, name)),
  );
}

/** The button waits as long as the API asked for. */
function retryButton(seconds, retry) {
  const button = el('button', { type: 'button', class: 'primary', onclick: () => retry() }, 'Retry');
  const text = el('span', { role: 'timer', class: 'note' });
  const until = Date.now() + (seconds ?? 0) * 1000;
  const show = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    text.textContent = left > 0 ? `possible in ${count(left, 'second')}` : '';
    return left > 0;
  };
  if (show()) {
    const timer = setInterval(() => {
      if (!show()) {
        clearInterval(timer);
      }
    }, 250);
  }
  return [button, text];
}

/**
 * Shows the faults of a request next to the fields of its form.
 *
 * @param {HTMLFormElement} form
 * @param {{field: string, detail: string}[]} errors a field in a list is named like `files[2].name`
 * @param {{name: string}[]} [files] the files of the request
 * @returns {{field: string, detail: string}[]} the faults that no field of the form has
 */
export function showFieldErrors(form, errors, files = []) {
  clearFieldErrors(form);
  const rest = [];
  let first = null;
  for (const error of errors) {
    const name = FIELDS[error.field.split(/[.[]/)[0]];
    const place = name && byId(`${form.id}-${name}-error`);
    if (!place) {
      rest.push(error);
      continue;
    }
    const file = files[/^files\[(\d+)\]/.exec(error.field)?.[1]];
    const field = byId(`${form.id}-${name}`);
    const role = field ? null : 'alert';
    place.append(el('span', { role }, file && [el('bdi', {}, file.name), ': '], error.detail));
    field?.setAttribute('aria-invalid', 'true');
    first ??= field;
  }
  first?.closest('details')?.setAttribute('open', '');
  first?.focus();
  return rest;
}

export function clearFieldErrors(form) {
  form.querySelectorAll('.error').forEach((place) => fill(place));
  form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
}
