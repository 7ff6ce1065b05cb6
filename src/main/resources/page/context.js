import { bytes, count, el, fill } from './dom.js';

/** The limits of the API, which are checked before anything is sent. */
const MOST_FILES = 50;
const MOST_BYTES = 512 * 1024;

/** Files of the user that the model reads and changes: a list with sizes, to which files are added by a button or dropped. */
export class ContextFiles {
  #files = new Map();
  #list;
  #error;

  /**
   * @param {Object} parts
   * @param {HTMLElement} parts.list
   * @param {HTMLElement} parts.error
   * @param {HTMLElement} parts.button opens the dialog for files
   * @param {HTMLInputElement} parts.picker
   */
  constructor({ list, error, button, picker }) {
    this.#list = list;
    this.#error = error;
    button.addEventListener('click', () => picker.click());
    picker.addEventListener('change', async () => {
      await this.add([...picker.files].map((file) => ({ name: file.name, file })));
      picker.value = '';
    });
  }

  /** Returns the files as a request sends them, or undefined if there are none. */
  get value() {
    return this.#files.size === 0 ? undefined : [...this.#files].map(([name, { content }]) => ({ name, content }));
  }

  clear() {
    this.#files.clear();
    this.complain('');
    this.#render();
  }

  /**
   * Puts files of an earlier request into the list. The API keeps only the names of files that were sent.
   *
   * @param {{name: string, content?: string}[]} sent
   */
  restore(sent) {
    this.clear();
    const known = sent.filter(({ content }) => typeof content === 'string');
    known.forEach(({ name, content }) => this.#files.set(name, { content, size: new TextEncoder().encode(content).length }));
    this.#render();
    const lost = sent.filter((file) => !known.includes(file)).map(({ name }) => name);
    this.complain(lost.length === 0 ? '' : `Add again what was sent along: ${lost.join(', ')}.`);
  }

  complain(text) {
    fill(this.#error, text !== '' && el('span', { role: 'alert' }, text));
  }

  /**
   * Adds files; one with the name of another replaces it. A file that is not text, or too much, is left out and named.
   *
   * @param {{name: string, file: File}[]} added
   */
  async add(added) {
    const faults = [];
    for (const { name, file } of added) {
      const fault = await this.#take(name.normalize('NFC').replace(/^(\.?\/)+/, ''), file);
      if (fault) {
        faults.push(fault);
      }
    }
    this.complain(faults.slice(0, 5).join(' ') + (faults.length > 5 ? ` And ${faults.length - 5} more.` : ''));
    this.#render();
  }

  async #take(name, file) {
    const others = this.#total() - (this.#files.get(name)?.size ?? 0);
    if (!this.#files.has(name) && this.#files.size >= MOST_FILES) {
      return `${name} was left out: there are already ${MOST_FILES} files.`;
    }
    if (others + file.size > MOST_BYTES) {
      return `${name} was left out: with it, the files have more than ${bytes(MOST_BYTES)}.`;
    }
    const content = await text(file);
    if (content === null) {
      return `${name} was left out: it is not a text file in UTF-8.`;
    }
    this.#files.set(name, { content, size: file.size });
    return null;
  }

  #total() {
    return [...this.#files.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #render() {
    fill(
      this.#list,
      [...this.#files].map(([name, { size }]) =>
        el(
          'li',
          {},
          el('bdi', { class: 'name' }, name),
          el('span', { class: 'size' }, bytes(size)),
          el(
            'button',
            { type: 'button', class: 'quiet', 'aria-label': `Remove ${name}`, onclick: () => this.#remove(name) },
            '×',
          ),
        ),
      ),
      this.#files.size > 1 && el('li', { class: 'total' }, `${count(this.#files.size, 'file')}, ${bytes(this.#total())}`),
    );
    this.#list.hidden = this.#files.size === 0;
  }

  #remove(name) {
    this.#files.delete(name);
    this.complain('');
    this.#render();
  }
}

/** Returns the text of a file, byte for byte, or null if it is none. */
async function text(file) {
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}

/**
 * Accepts files that are dropped anywhere on the page.
 *
 * @param {function(EventTarget): {zone: HTMLElement, files: ContextFiles}} target who gets what is dropped on an element
 */
export function acceptDrops(target) {
  let marked = null;
  const mark = (zone) => {
    marked?.classList.remove('dropping');
    marked = zone;
    marked?.classList.add('dropping');
  };
  addEventListener('dragover', (event) => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      mark(target(event.target).zone);
    }
  });
  addEventListener('dragleave', (event) => event.relatedTarget === null && mark(null));
  addEventListener('drop', async (event) => {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      mark(null);
      const { files } = target(event.target);
      try {
        await files.add(await dropped(event.dataTransfer));
      } catch {
        files.complain('A dropped file could not be read.');
      }
    }
  });
}

/** Returns the dropped files; those of a dropped folder with their path. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) {
    return [...transfer.files].map((file) => ({ name: file.name, file }));
  }
  const found = [];
  for (const entry of entries) {
    await collect(entry, found);
  }
  return found;
}

/** One file more than the limit is enough to say that it is passed. */
async function collect(entry, found) {
  if (found.length > MOST_FILES) {
    return;
  }
  if (entry.isFile) {
    found.push({ name: entry.fullPath, file: await new Promise((done, fail) => entry.file(done, fail)) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const batch = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (batch.length === 0) {
      return;
    }
    for (const child of batch) {
      await collect(child, found);
    }
  }
}
