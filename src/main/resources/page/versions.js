import { Api } from './api.js';
import { byId, el, fill } from './dom.js';
import { asItem } from './history.js';

const MOST = 20;
let latest = 0;

/**
 * Shows the chain of changes that a generation belongs to: what it changes, and what changes it.
 *
 * @param {import('./history.js').History} history what the page knows already
 * @param {string|null} id null: it is not made yet
 * @param {string|null} previous
 */
export async function showVersions(api, history, id, previous) {
  latest += 1;
  const call = latest;
  const place = byId('chain');
  const next = id === null ? [] : history.changesOf(id);
  place.hidden = previous === null && next.length === 0;
  if (place.hidden) {
    fill(place);
    return;
  }
  const before = previous === null ? [] : await ancestors(api, history, previous);
  if (call === latest) {
    fill(place, el('ol', {}, before.map(version), el('li', { 'aria-current': 'true' }, 'this version'), next.map(version)));
  }
}

/** Returns the versions before, the oldest first. One that is deleted ends the chain. */
async function ancestors(api, history, previous) {
  const found = [];
  for (let id = previous; id && found.length < MOST;) {
    const item = history.item(id) ?? (await fetched(api, history, id));
    found.unshift({ id, message: item?.message ?? 'deleted' });
    id = item?.previous;
  }
  return found;
}

/** What the list does not know yet, it learns. */
async function fetched(api, history, id) {
  try {
    const item = asItem(await api.json(Api.path(id)));
    history.put(item);
    return item;
  } catch {
    return null;
  }
}

function version({ id, message }) {
  return el('li', {}, el('a', { href: `#/${id}` }, message.length > 60 ? `${message.slice(0, 60)}…` : message));
}
