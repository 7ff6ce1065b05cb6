import { count, el } from './dom.js';

const MONEY = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 });

/** Says what a generation cost and how long it took. Absent numbers are named as absent, not as zero. */
export function receipt(generation) {
  const { model, usage, attempts = [], truncated, stopReason, ignoredParameters = [] } = generation;
  const facts = [
    model,
    total(generation),
    firstText(attempts),
    tokens(usage),
    cost(generation),
    truncated && `truncated: ${stopReason}`,
    ignoredParameters.length > 0 && `without ${ignoredParameters.join(', ')}`,
    attempts.length > 1 && count(attempts.length, 'attempt'),
  ].filter(Boolean);
  const line = el(
    'p',
    { class: 'receipt' },
    facts.map((fact) => el('span', {}, fact)),
  );
  return attempts.length > 1 ? el('div', {}, line, attemptList(attempts)) : line;
}

function total({ createdAt, completedAt }) {
  return createdAt && completedAt && `${duration(Date.parse(completedAt) - Date.parse(createdAt))} in all`;
}

function firstText(attempts) {
  const first = attempts.find(({ firstTextMilliseconds }) => typeof firstTextMilliseconds === 'number');
  return first && `first text after ${duration(first.firstTextMilliseconds)}`;
}

function duration(milliseconds) {
  if (milliseconds < 1000) {
    return `${milliseconds} ms`;
  }
  const seconds = milliseconds / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

function tokens(usage) {
  if (!usage) {
    return null;
  }
  const parts = [
    `${count(usage.inputTokens ?? 0, 'token')} in`,
    `${(usage.outputTokens ?? 0).toLocaleString('en')} out`,
    usage.cacheReadTokens > 0 && `${usage.cacheReadTokens.toLocaleString('en')} from the cache`,
    usage.cacheWriteTokens > 0 && `${usage.cacheWriteTokens.toLocaleString('en')} to the cache`,
  ]
    .filter(Boolean)
    .join(', ');
  return usage.complete === false ? `at least ${parts}` : parts;
}

function cost({ model, usage }) {
  if (isSample(model)) {
    return 'free: no model was asked';
  }
  if (!usage) {
    return null;
  }
  if (typeof usage.costUsd !== 'number') {
    return 'cost unknown: no price is configured';
  }
  return `${usage.complete === false ? 'at least ' : ''}${MONEY.format(usage.costUsd)}`;
}

function attemptList(attempts) {
  return el(
    'details',
    { class: 'attempts' },
    el('summary', {}, 'Attempts'),
    el(
      'ol',
      {},
      attempts.map(({ model, outcome, milliseconds }) => el('li', {}, `${model}: ${outcome}, ${duration(milliseconds)}`)),
    ),
  );
}

/** Whether an answer is built in: the models of dev mode are named so. */
export function isSample(model) {
  return model === 'sample' || /^fault-/.test(model ?? '');
}
