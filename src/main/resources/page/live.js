import { el } from './dom.js';
import { showCode } from './highlight.js';
import { Reply, segments } from './reply.js';

const FASTEST = 60;

/** The share of the time that showing a long reply may take is one in this many. */
const SHARE = 8;

/** Shows a reply while it arrives: prose as text, code with colours. */
export class LiveReply {
  element = el('div', { class: 'live' });
  #reply = new Reply();
  #parts = [];
  #languages;
  #timer = null;
  #pause = FASTEST;

  constructor(languages) {
    this.#languages = languages;
  }

  get isEmpty() {
    return this.#reply.text.trim() === '';
  }

  get lines() {
    return this.#reply.text.split('\n').length;
  }

  attempt(keep) {
    this.#reply.attempt(keep);
    this.#renderSoon();
  }

  add(text) {
    this.#reply.add(text);
    this.#renderSoon();
  }

  #renderSoon() {
    this.#timer ??= setTimeout(() => {
      const start = performance.now();
      this.render();
      this.#pause = Math.max(FASTEST, SHARE * (performance.now() - start));
    }, this.#pause);
  }

  /** Shows all that has arrived. */
  render() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const found = segments(this.#reply.text);
    for (const part of this.#parts.splice(found.length)) {
      part.element.remove();
    }
    found.forEach((segment, number) => this.#show(number, segment));
  }

  #show(number, segment) {
    let part = this.#parts[number];
    if (part?.code !== segment.code) {
      const fresh = segment.code ? codePart() : { code: false, element: el('p', { class: 'prose' }) };
      if (part) {
        part.element.replaceWith(fresh.element);
      } else {
        this.element.append(fresh.element);
      }
      this.#parts[number] = part = fresh;
    }
    if (part.text === segment.text && part.info === segment.info) {
      return;
    }
    part.text = segment.text;
    part.info = segment.info;
    if (segment.code) {
      this.#showCode(part, segment);
    } else {
      part.element.textContent = segment.text;
    }
  }

  #showCode(part, { info, text }) {
    const atEnd = part.box.scrollHeight - part.box.scrollTop - part.box.clientHeight < 40;
    part.caption.textContent = info;
    part.caption.hidden = info === '';
    const language = this.#languages.find(info.split(/[\s:{,]/)[0])?.name;
    showCode(part.codeElement, text, language).then(() => {
      if (atEnd) {
        part.box.scrollTop = part.box.scrollHeight;
      }
    });
  }
}

function codePart() {
  const codeElement = el('code');
  const box = el('pre', { tabindex: '0', 'aria-label': 'Code so far' }, codeElement);
  const caption = el('figcaption', { hidden: true });
  return { code: true, codeElement, box, caption, element: el('figure', { class: 'code' }, caption, box) };
}
