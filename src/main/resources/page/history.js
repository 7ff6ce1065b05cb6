import { Api, ApiProblem } from './api.js';
import { count, el, fill } from './dom.js';
import { follow } from './watch.js';

const PAGE = 20;
const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });

/** The caller's generations, newest first, loaded page by page while the user scrolls. */
export class History {
  #api;
  #languages;
  #parts;
  #items = new Map();
  #rows = new Map();
  #cursor = null;
  #isNew = true;
  #observer;
  #loading = null;
  #current = null;
  #session = new AbortController();

  /**
   * @param {{list: HTMLElement, more: HTMLElement, note: HTMLElement, language: HTMLSelectElement, status: HTMLSelectElement}} parts
   * @param {import('./languages.js').Languages} languages
   */
  constructor(parts, languages) {
    this.#parts = parts;
    this.#languages = languages;
    parts.language.addEventListener('change', () => this.reload());
    parts.status.addEventListener('change', () => this.reload());
    parts.more.addEventListener('click', () => this.#load());
    this.#observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.#load(), {
      rootMargin: '200px',
    });
  }

  use(api) {
    this.#api = api;
  }

  /** Loads the newest generations again. */
  async reload() {
    this.#session.abort();
    this.#session = new AbortController();
    this.#items.clear();
    this.#cursor = null;
    this.#isNew = true;
    this.#loading = null;
    await this.#load(true);
  }

  /** Marks the generation that is shown. */
  set current(id) {
    this.#current = id;
    this.#render();
  }

  /** Returns what the list knows of a generation, or undefined. */
  item(id) {
    return this.#items.get(id)?.item;
  }

  /** Returns the generations that changed this one, the oldest first. */
  changesOf(id) {
    return [...this.#items.values()]
      .map(({ item }) => item)
      .filter(({ previous }) => previous === id)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Adds a generation that the page began, or takes over its state, unless the filters exclude it. */
  put(item) {
    const known = this.#items.get(item.id);
    if (known) {
      known.item = { ...known.item, ...item };
    } else if (this.#fits(item) && this.#reaches(item.id)) {
      this.#items.set(item.id, { item });
    }
    this.#render();
  }

  remove(id) {
    this.#items.get(id)?.watching?.abort();
    this.#items.delete(id);
    this.#render();
  }

  /** Watches a generation whose stream the page does not read any more. */
  watch(id) {
    this.#watch(id);
  }

  #fits({ language, status }) {
    const { language: languages, status: states } = this.#parts;
    return (languages.value === '' || languages.value === language) && (states.value === '' || states.value === status);
  }

  /** Whether the pages so far reach back to a generation. Its id begins with its time. */
  #reaches(id) {
    return this.#cursor === null || [...this.#items.keys()].some((other) => other < id);
  }

  async #load(first = false) {
    if (this.#loading || (!first && this.#cursor === null)) {
      return;
    }
    const { signal } = this.#session;
    this.#loading = this.#fetch(signal, first);
    let note = '';
    try {
      await this.#loading;
    } catch (e) {
      note = e instanceof ApiProblem ? `The list could not be loaded. ${e.message}` : String(e);
    }
    if (!signal.aborted) {
      this.#loading = null;
      this.#isNew = false;
      this.#render(note);
      this.#observeAgain(note === '');
    }
  }

  /** The observer reports only changes, and the end of a short page can be in sight as before. */
  #observeAgain(goesOn) {
    this.#observer.unobserve(this.#parts.more);
    if (goesOn) {
      this.#observer.observe(this.#parts.more);
    }
  }

  /** A page can be short or empty and still have a successor, if filters are set. */
  async #fetch(signal, first) {
    const query = new URLSearchParams({ limit: PAGE });
    const { language, status } = this.#parts;
    for (const [name, value] of [
      ['language', language.value],
      ['status', status.value],
      ['cursor', first ? '' : this.#cursor],
    ]) {
      if (value) {
        query.set(name, value);
      }
    }
    this.#render();
    const { items, nextCursor } = await this.#api.json(`?${query}`, { signal });
    signal.throwIfAborted();
    this.#cursor = nextCursor;
    if (first && nextCursor !== null) {
      this.#forgetBefore(items.at(-1)?.id ?? '');
    }
    for (const item of items) {
      this.#items.set(item.id, { ...this.#items.get(item.id), item });
    }
    items.filter(({ status: state }) => isActive(state)).forEach(({ id }) => this.#watch(id));
  }

  /** What the page showed while the list was loading may be older than the list reaches. */
  #forgetBefore(oldest) {
    this.#items = new Map([...this.#items].filter(([id]) => id > oldest));
  }

  async #watch(id) {
    const entry = this.#items.get(id);
    if (!entry || entry.watching || !isActive(entry.item.status)) {
      return;
    }
    entry.watching = new AbortController();
    try {
      for await (const { record } of follow(
        this.#api,
        id,
        AbortSignal.any([entry.watching.signal, this.#session.signal]),
        true,
      )) {
        if (record) {
          this.put(asItem(record));
        }
      }
    } catch (e) {
      if (e.name !== 'AbortError') {
        throw e;
      }
    } finally {
      delete entry.watching;
    }
  }

  #render(note = '') {
    const known = this.#isNew ? [] : [...this.#items.values()].map(({ item }) => item);
    const items = known.sort((a, b) => (a.id < b.id ? 1 : -1));
    const rows = items.map((item) => this.#row(item));
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    place(
      this.#parts.list,
      rows.map(({ element }) => element),
    );
    this.#parts.more.hidden = this.#cursor === null;
    this.#parts.note.textContent = note || this.#hint(items.length === 0);
  }

  #hint(isEmpty) {
    if (this.#isNew) {
      return 'Loading…';
    }
    if (!isEmpty || this.#cursor !== null) {
      return '';
    }
    return this.#parts.language.value || this.#parts.status.value ? 'Nothing fits the filters.' : 'Nothing here yet.';
  }

  /** A row is kept, so that the focus stays on it, and is filled again if it shows something else. */
  #row(item) {
    const row = this.#rows.get(item.id) ?? newRow(item.id);
    const shown = this.#content(item);
    const text = JSON.stringify([shown.map((part) => part && part.outerHTML), item.status, item.id === this.#current]);
    if (row.text !== text) {
      row.text = text;
      fill(row.link, shown);
      row.link.className = `state-${item.status}`;
      row.link.ariaCurrent = item.id === this.#current ? 'true' : null;
    }
    return row;
  }

  #content({ status, language, message, model, files = [], truncated, previous, createdAt }) {
    const facts = [
      this.#languages.display(language),
      files.length > 1 && count(files.length, 'file'),
      model === 'sample' && 'sample',
      truncated && 'truncated',
    ]
      .filter(Boolean)
      .join(' · ');
    return [
      el('span', { class: 'message' }, message),
      el('span', { class: 'facts' }, status !== 'succeeded' && el('strong', {}, `${status} · `), facts, ' · ', time(createdAt)),
      previous && el('span', { class: 'facts' }, '↳ changes ', this.item(previous)?.message ?? previous),
    ];
  }
}

function newRow(id) {
  const link = el('a', { href: `#/${id}` });
  return { id, link, element: el('li', {}, link), text: '' };
}

/** Gives a list these children. One that is in its place is not moved. */
function place(list, children) {
  children.forEach((child, number) => {
    if (list.children[number] !== child) {
      list.insertBefore(child, list.children[number] ?? null);
    }
  });
  while (list.children.length > children.length) {
    list.lastChild.remove();
  }
}

function isActive(status) {
  return status === 'queued' || status === 'running';
}

function time(text) {
  const date = new Date(text);
  const today = date.toDateString() === new Date().toDateString();
  return el('time', { datetime: text, title: date.toLocaleString() }, today ? TIME.format(date) : DAY.format(date));
}

/** Returns a record, or an answer with its request, in the form of the list's items. */
export function asItem({ id, status, language, request, model, files, truncated, previous, createdAt, completedAt }) {
  return {
    id,
    status,
    language,
    model,
    truncated,
    createdAt,
    completedAt,
    message: [...(request?.message ?? '')].slice(0, 200).join(''),
    files: files ?? [],
    previous: previous ?? request?.previous ?? null,
  };
}
