/** The languages of the API, with all the names by which it knows them. */
export class Languages {
  #all = [];
  #byWord = new Map();

  /**
   * Takes the languages that an API lists. Until then, there are none.
   *
   * @param {{name: string, displayName: string, aliases: string[], extension: string}[]} list
   */
  take(list) {
    this.#all = list;
    this.#byWord.clear();
    const words = (pick) =>
      list.forEach((language) =>
        pick(language).forEach((word) => {
          const key = word.toLowerCase();
          if (!this.#byWord.has(key)) {
            this.#byWord.set(key, language);
          }
        }),
      );
    words(({ name, displayName }) => [name, displayName]);
    words(({ extension, aliases }) => [extension, ...aliases]);
  }

  get all() {
    return this.#all;
  }

  /** Returns the language with a name, alias or extension (with or without its dot), in any case, or undefined. */
  find(word) {
    return this.#byWord.get(word.trim().toLowerCase().replace(/^\./, ''));
  }

  /** Returns the language of a file by its name, or undefined. */
  ofFile(name) {
    const last = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
    return this.#byWord.get(last.slice(last.lastIndexOf('.') + 1));
  }

  /** Returns the name that people know, or the word itself. */
  display(name) {
    return this.#byWord.get(name)?.displayName ?? name;
  }

  /** Returns the languages that fit what was typed, the best first. */
  search(typed) {
    const text = typed
      .trim()
      .toLowerCase()
      .replace(/^\.(?=.)/, '');
    if (text === '') {
      return this.#all;
    }
    return this.#all
      .map((language) => ({ language, rank: this.#rank(language, text) }))
      .filter(({ rank }) => rank < 4)
      .sort((a, b) => a.rank - b.rank)
      .map(({ language }) => language);
  }

  #rank(language, text) {
    const names = [language.name, language.displayName.toLowerCase()];
    if (this.#byWord.get(text) === language) {
      return 0;
    }
    if (names.some((name) => name.startsWith(text))) {
      return 1;
    }
    if (language.aliases.some((alias) => alias.startsWith(text))) {
      return 2;
    }
    return names.some((name) => name.includes(text)) ? 3 : 4;
  }
}
