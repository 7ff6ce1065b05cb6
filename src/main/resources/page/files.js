import { showChanges } from './changes.js';
import { bytes, copyButton, el, fill, newId, saveAs, say } from './dom.js';
import { showCode } from './highlight.js';

/**
 * The files of a generation, one tab each.
 *
 * @typedef {Object} Source
 * @property {{name: string, bytes: number}[]} files
 * @property {function(string): Promise<string>} contents the text of a file
 * @property {function(): Promise<Blob>} [archive] all files as zip
 * @property {string} archiveName
 * @property {{files: {name: string, bytes: number}[], contents: function(string): Promise<string>}|null} before the version
 *     before, or null
 */
export class FileTabs {
  element;
  #source;
  #languages;
  #tabs;
  #panel;
  #views;
  #body = el('div');
  #current = 0;
  #showsChanges;

  /** @param {Source} source */
  constructor(source, languages) {
    this.#source = source;
    this.#languages = languages;
    this.#showsChanges = source.before !== null;
    const panel = newId('panel');
    this.#tabs = source.files.map((file, number) => this.#tab(file, number, panel));
    this.#views = source.before ? ['Code', 'Changes'].map((label) => this.#view(label)) : [];
    this.#panel = el(
      'div',
      { id: panel, role: 'tabpanel' },
      el(
        'div',
        { class: 'toolbar' },
        this.#views.length > 0 && el('div', { class: 'switch', role: 'group', 'aria-label': 'View' }, this.#views),
        copyButton('Copy', () => this.#contents(), 'the file'),
        el('button', { type: 'button', class: 'quiet', onclick: () => this.#download() }, 'Download'),
        source.archive && el('button', { type: 'button', class: 'quiet', onclick: () => this.#downloadAll() }, 'Download zip'),
      ),
      this.#body,
    );
    this.element = el(
      'div',
      { class: 'files' },
      el('div', { role: 'tablist', 'aria-label': 'Files', onkeydown: (event) => this.#key(event) }, this.#tabs),
      this.#panel,
    );
    this.#select(0);
  }

  #tab({ name, bytes: size }, number, panel) {
    const mark = this.#mark(name, size);
    return el(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: newId('tab'),
        'aria-controls': panel,
        title: `${name}, ${bytes(size)}`,
        onclick: () => this.#select(number),
      },
      el('bdi', {}, name),
      mark && el('span', { class: 'mark' }, mark),
    );
  }

  #mark(name, size) {
    if (!this.#source.before) {
      return null;
    }
    const old = this.#source.before.files.find((file) => file.name === name);
    return old ? old.bytes !== size && 'changed' : 'new';
  }

  #view(label) {
    return el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick: () => {
          this.#showsChanges = label === 'Changes';
          this.#show();
        },
      },
      label,
    );
  }

  #key(event) {
    const last = this.#tabs.length - 1;
    const next = {
      ArrowRight: this.#current === last ? 0 : this.#current + 1,
      ArrowLeft: this.#current === 0 ? last : this.#current - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.#select(next);
      this.#tabs[next].focus();
    }
  }

  #select(number) {
    this.#current = number;
    this.#tabs.forEach((tab, other) => {
      tab.setAttribute('aria-selected', String(other === number));
      tab.tabIndex = other === number ? 0 : -1;
    });
    this.#tabs[number].scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#panel.setAttribute('aria-labelledby', this.#tabs[number].id);
    this.#show();
  }

  get #name() {
    return this.#source.files[this.#current].name;
  }

  #contents() {
    return this.#source.contents(this.#name);
  }

  async #show() {
    this.#views.forEach((view) =>
      view.setAttribute('aria-pressed', String((view.textContent === 'Changes') === this.#showsChanges)),
    );
    const number = this.#current;
    const changes = this.#showsChanges;
    const stale = () => number !== this.#current || changes !== this.#showsChanges;
    const slow = setTimeout(() => stale() || fill(this.#body, el('p', { class: 'note' }, 'Loading…')), 200);
    try {
      const after = await this.#contents();
      const before = changes ? await this.#before() : null;
      clearTimeout(slow);
      if (!stale()) {
        await (changes ? showChanges(this.#body, before, after) : this.#showCode(after));
      }
    } catch (e) {
      clearTimeout(slow);
      fill(this.#body, el('p', { class: 'note' }, `${this.#name} could not be loaded. ${e.message}`));
    }
  }

  #before() {
    const { files, contents } = this.#source.before;
    return files.some(({ name }) => name === this.#name) ? contents(this.#name) : null;
  }

  async #showCode(text) {
    const code = el('code');
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const numbers = Array.from({ length: lines }, (_, line) => line + 1).join('\n');
    fill(
      this.#body,
      el(
        'div',
        { class: 'code numbered', tabindex: '0', role: 'group', 'aria-label': `Code of ${this.#name}` },
        el('pre', { class: 'numbers', 'aria-hidden': 'true' }, numbers),
        el('pre', {}, code),
      ),
    );
    await showCode(code, text, this.#languages.ofFile(this.#name)?.name);
  }

  async #download() {
    try {
      saveAs(new Blob([await this.#contents()], { type: 'application/octet-stream' }), this.#name);
      say(`Downloaded ${this.#name}.`);
    } catch (e) {
      say(`${this.#name} was not downloaded. ${e.message}`);
    }
  }

  async #downloadAll() {
    try {
      saveAs(await this.#source.archive(), this.#source.archiveName);
      say(`Downloaded ${this.#source.archiveName}.`);
    } catch (e) {
      say(`The files were not downloaded. ${e.message}`);
    }
  }
}
