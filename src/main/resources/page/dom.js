/**
 * Makes an element. Strings become text, never HTML: no function of this page reads HTML.
 *
 * @param {string} tag
 * @param {Object<string, *>} [attributes] `on…` adds a listener; true, false and null set, omit and omit an attribute
 * @param {...(Node|string|number|null|undefined|Array)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** Finds an element of index.html by its id. */
export function byId(id) {
  return document.getElementById(id);
}

let numbers = 0;

/** Returns an id for an element that no other has. */
export function newId(prefix) {
  numbers += 1;
  return `${prefix}-${numbers}`;
}

/** Says something in the status line, which screen readers announce. */
export function say(text) {
  byId('status').textContent = text;
}

/**
 * Makes a button that copies a text.
 *
 * @param {string} label
 * @param {function(): (string|Promise<string>)} text
 * @param {string} what what the status line calls the text
 */
export function copyButton(label, text, what) {
  const done = el('span', { class: 'done', 'aria-hidden': 'true' });
  const button = el('button', { type: 'button', class: 'quiet', onclick: copy }, label, done);
  async function copy() {
    try {
      await copyText(await text());
      done.textContent = ' ✓';
      setTimeout(() => {
        done.textContent = '';
      }, 2000);
      say(`Copied ${what}.`);
    } catch {
      say(`Your browser did not let the page copy ${what}.`);
    }
  }
  return button;
}

/** The clipboard exists only in a secure context; a page of another host over HTTP is none. */
async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = el('textarea', { readonly: true, class: 'hidden-visually' });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) {
    throw new Error('not copied');
  }
}

/** Saves bytes as a file. A name in folders loses them. */
export function saveAs(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el('a', { href: address, download: name.slice(name.lastIndexOf('/') + 1) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Writes a number of bytes for people. */
export function bytes(count) {
  if (count < 1024) {
    return `${count} B`;
  }
  const kib = count / 1024;
  return kib < 1024 ? `${kib.toFixed(kib < 10 ? 1 : 0)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

/** Returns the singular or plural with its number. */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
