import { grammars } from './grammars.js';

/** Longer code is shown without colours, so that the page stays quick. */
const LONGEST = 200_000;

const loaded = new Map();
let core = null;

/**
 * Shows code in an element, at first without colours, then with them. Code is only ever text: the tree of tokens becomes
 * elements, the library's HTML is not used.
 *
 * @param {HTMLElement} element
 * @param {string} code
 * @param {string|undefined} language as the API lists it
 */
export async function showCode(element, code, language) {
  if (element.code === code) {
    return;
  }
  element.code = code;
  const known = language === undefined ? [] : grammars(language);
  if (known.length === 0 || code.length > LONGEST) {
    element.textContent = code;
    return;
  }
  const name = known.at(-1);
  if (!loaded.has(name)) {
    element.textContent = code;
  }
  if ((await load(known)) && element.code === code) {
    element.replaceChildren(...nodes(core.highlight(code, { language: name, ignoreIllegals: true })._emitter.rootNode));
  }
}

/** @returns {Promise<boolean>} whether every grammar is there */
async function load(names) {
  try {
    core ??= (await import('/vendor/highlight/core.js')).default;
    for (const name of names) {
      if (!loaded.has(name)) {
        loaded.set(name, import(`/vendor/highlight/languages/${name}.js`));
      }
      core.registerLanguage(name, (await loaded.get(name)).default);
    }
    return true;
  } catch {
    return false;
  }
}

/** Turns the children of a token into nodes: a string, or a token with a scope such as `title.function`. */
function nodes(token) {
  return token.children.map((child) => {
    if (typeof child === 'string') {
      return document.createTextNode(child);
    }
    const span = document.createElement('span');
    if (child.scope) {
      span.className = `hl-${child.scope.split(/[.:]/)[0]}`;
    }
    span.append(...nodes(child));
    return span;
  });
}
