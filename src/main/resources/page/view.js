import { facts, result } from './answer.js';
import { byId, count, el, fill, say } from './dom.js';
import { showVersions } from './versions.js';

/** Seconds between two reports of a long reply. */
const REPORTS = 10;

/** On a narrow screen, the answer begins below what is seen. */
const NARROW = matchMedia('(max-width: 820px)');

/** Fills the elements of the answer's part of the page. */
export class AnswerView {
  #api;
  #languages;
  #history;
  #actions;
  #base = null;
  #clock = null;

  /** @param {{askAgain: function(Object), remove: function(string)}} actions get a request, and an id */
  constructor(languages, history, actions) {
    this.#languages = languages;
    this.#history = history;
    this.#actions = actions;
  }

  use(api) {
    this.#api = api;
  }

  /** The id of the generation that the form for changes changes, or null. */
  get base() {
    return this.#base;
  }

  /** Offers to change a generation, or nothing if there is none. */
  set base(id) {
    this.#base = id;
    byId('refine').hidden = id === null;
  }

  /** Begins with nothing but the request. */
  begin(request, ...content) {
    fill(byId('facts'));
    fill(byId('content'), content);
    this.base = request?.previous ?? null;
    this.showRequest(request);
  }

  scrollTo() {
    byId('answer').scrollIntoView({ block: NARROW.matches ? 'start' : 'nearest' });
  }

  /** Shows the request, and the versions of the generation. */
  showRequest(request, id = null) {
    const message = request?.message ?? '';
    byId('asked').textContent = message;
    byId('asked').hidden = message === '';
    document.title = message === '' ? 'Code Generation' : `${message.slice(0, 60)} – Code Generation`;
    showVersions(this.#api, this.#history, id, request?.previous ?? null);
  }

  /** Shows what is known about a generation. */
  showFacts(generation) {
    fill(
      byId('facts'),
      facts(this.#api, generation, {
        askAgain: () => this.#actions.askAgain(generation.request),
        remove: () => this.#actions.remove(generation.id),
      }),
    );
  }

  showContent(...content) {
    fill(byId('content'), content);
  }

  /** Says above the content what the user should know. */
  warn(...text) {
    byId('content').prepend(el('p', { class: 'warning' }, text));
  }

  /** Returns what a generation consists of, ready to be shown. */
  result(generation) {
    return result(this.#api, this.#languages, generation);
  }

  /** Shows below a problem what has been generated, so that nothing paid for is lost. */
  async showUnstored(generation) {
    const place = el('div', { class: 'result' });
    byId('content').firstChild.after(place);
    fill(
      place,
      el('p', { class: 'warning' }, 'The code was written, but its files are not stored. Copy or download them here.'),
      await this.result(generation),
    );
  }

  /** Counts the seconds until the end, and reports from time to time how long the reply is. */
  startClock(live) {
    const start = Date.now();
    let last = 0;
    const show = () => {
      const seconds = Math.floor((Date.now() - start) / 1000);
      byId('elapsed').textContent = `${seconds} s`;
      if (seconds >= last + REPORTS && !live.isEmpty) {
        last = seconds;
        say(`Still writing: ${count(live.lines, 'line')} so far.`);
      }
    };
    show();
    this.#clock = setInterval(show, 1000);
  }

  stopClock() {
    clearInterval(this.#clock);
    byId('elapsed').textContent = '';
  }
}
