import { el, fill } from './dom.js';

/**
 * A text field with a list of languages to choose from, by the combobox pattern of the ARIA Authoring Practices. What fits no
 * language stays as it was typed; the API then suggests others.
 */
export class LanguageBox {
  #input;
  #list;
  #languages;
  #shown = [];
  #active = -1;
  #chosen;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list an empty list box
   * @param {import('./languages.js').Languages} languages
   */
  constructor(input, list, languages) {
    this.#input = input;
    this.#list = list;
    this.#languages = languages;
    this.#chosen = input.value;
    input.addEventListener('input', () => this.#open(input.value));
    input.addEventListener('click', () => this.#open(''));
    input.addEventListener('focus', () => input.select());
    input.addEventListener('keydown', (event) => this.#key(event));
    input.addEventListener('blur', () => this.#leave());
    list.addEventListener('mousedown', (event) => this.#click(event));
  }

  /** The name of the chosen language, or what was typed if it is none. */
  get value() {
    return this.#languages.find(this.#input.value)?.name ?? this.#input.value.trim();
  }

  set value(name) {
    this.#input.value = this.#languages.display(name);
    this.#chosen = this.#input.value;
    this.#input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  #open(typed) {
    this.#shown = this.#languages.search(typed);
    fill(
      this.#list,
      this.#shown.map((language, number) => this.#option(language, number)),
    );
    this.#list.hidden = this.#shown.length === 0;
    this.#input.setAttribute('aria-expanded', String(this.#isOpen));
    const current = this.#shown.findIndex(({ displayName }) => displayName === this.#chosen);
    this.#activate(typed === '' ? current : Math.min(0, this.#shown.length - 1));
  }

  #option({ displayName, aliases }, number) {
    return el(
      'li',
      { id: `language-${number}`, role: 'option', 'aria-selected': 'false' },
      displayName,
      aliases.length > 0 && el('span', { class: 'aliases' }, aliases.slice(0, 3).join(' ')),
    );
  }

  #close() {
    this.#list.hidden = true;
    this.#active = -1;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }

  #activate(number) {
    this.#list.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = number;
    const option = this.#list.children[number];
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      this.#input.setAttribute('aria-activedescendant', option.id);
    } else {
      this.#input.removeAttribute('aria-activedescendant');
    }
  }

  #key(event) {
    const last = this.#shown.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!this.#isOpen) {
        this.#open('');
      } else if (event.key === 'ArrowDown') {
        this.#activate(this.#active >= last ? 0 : this.#active + 1);
      } else {
        this.#activate(this.#active <= 0 ? last : this.#active - 1);
      }
    } else if (event.key === 'Enter' && this.#isOpen && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#choose(this.#active);
    } else if (event.key === 'Escape' && this.#isOpen) {
      event.preventDefault();
      this.#input.value = this.#chosen;
      this.#close();
    }
  }

  /** What was typed becomes the option that the list offers for it. Nothing typed means no change. */
  #leave() {
    if (this.#input.value.trim() === '') {
      this.#input.value = this.#chosen;
    } else if (this.#isOpen && this.#input.value !== this.#chosen) {
      this.#choose(this.#active);
    }
    this.#chosen = this.#input.value;
    this.#close();
  }

  #click(event) {
    event.preventDefault();
    const option = event.target.closest('[role=option]');
    if (option) {
      this.#choose([...this.#list.children].indexOf(option));
    }
  }

  #choose(number) {
    if (this.#shown[number]) {
      this.value = this.#shown[number].name;
    }
    this.#close();
  }
}
