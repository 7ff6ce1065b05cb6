import { confirmDeletion } from './answer.js';
import { Api } from './api.js';
import { count, el, say } from './dom.js';
import { asItem } from './history.js';
import { LiveReply } from './live.js';
import { clearFieldErrors, problemView, showFieldErrors } from './problem.js';
import { AnswerView } from './view.js';
import { follow, newSubmission, watch } from './watch.js';

/** The answer's part of the page: one generation, while it is made or after it. */
export class Workspace {
  #api;
  #languages;
  #history;
  #hooks;
  #view;
  #watching = null;
  #shown = null;
  #holdsUnsaved = false;

  /**
   * @param {import('./languages.js').Languages} languages
   * @param {import('./history.js').History} history
   * @param {Object} hooks
   * @param {function(boolean)} hooks.busy a generation is made, or is not any more
   * @param {function(Object)} hooks.askAgain puts a request into the form
   * @param {function(string)} hooks.suggest takes a suggested language
   * @param {function()} hooks.empty shows the page without a generation
   */
  constructor(languages, history, hooks) {
    this.#languages = languages;
    this.#history = history;
    this.#hooks = hooks;
    this.#view = new AnswerView(languages, history, { askAgain: hooks.askAgain, remove: (id) => this.#remove(id) });
  }

  use(api) {
    this.#api = api;
    this.#view.use(api);
  }

  /** The id of the generation that is shown, or null. */
  get id() {
    return this.#shown;
  }

  /** The id of the generation that the form for changes changes, or null. */
  get base() {
    return this.#view.base;
  }

  /** Whether the page shows code that is stored nowhere. */
  get holdsUnsaved() {
    return this.#holdsUnsaved;
  }

  /** Shows no generation. */
  clear(content) {
    this.#leave();
    this.#show(null);
    this.#view.begin(null, content);
    say('');
  }

  /**
   * Sends a request and shows what becomes of it.
   *
   * @param {import('./watch.js').Submission} submission
   * @param {{form: HTMLFormElement, sent: function()}} origin the form with the request's fields; `sent` is called after success
   */
  async run(submission, origin) {
    this.#leave();
    this.#show(null);
    clearFieldErrors(origin.form);
    const live = new LiveReply(this.#languages);
    const request = requestOf(submission);
    this.#view.begin(request, live.element);
    this.#view.scrollTo();
    say('Sent. Waiting for the model.');
    await this.#watch((signal) => watch(this.#api, submission, signal), { submission, origin, live, request, id: null });
  }

  /** Shows a stored generation, and waits for its end if it is still made. */
  async open(id) {
    this.#leave();
    this.#show(id);
    this.#view.begin(null);
    say('Loading…');
    await this.#watch((signal) => follow(this.#api, id, signal), { id, live: null, request: null });
  }

  /** Stops watching. The work goes on. */
  stop() {
    const context = this.#watching?.context;
    this.#leave();
    if (!context) {
      return;
    }
    context.live?.render();
    say('Stopped watching.');
    if (context.id) {
      const link = el('a', { href: `#/${context.id}` }, context.id);
      this.#view.warn('You stopped watching. The work continues, and its result is kept as ', link, '.');
    } else {
      this.#view.warn('You stopped watching. If the API has accepted the request, the work continues: see the history.');
      this.#history.reload();
    }
  }

  #leave() {
    const left = this.#watching;
    this.#watching = null;
    this.#holdsUnsaved = false;
    this.#ended();
    left?.controller.abort();
    if (left?.context.id) {
      this.#history.watch(left.context.id);
    }
  }

  #ended() {
    this.#view.stopClock();
    this.#hooks.busy(false);
  }

  async #watch(start, context) {
    const watching = { controller: new AbortController(), context };
    this.#watching = watching;
    if (context.submission) {
      this.#hooks.busy(true);
      this.#view.startClock(context.live);
    }
    try {
      for await (const event of start(watching.controller.signal)) {
        if (this.#watching !== watching) {
          return;
        }
        await this.#take(event, context);
      }
    } catch (e) {
      if (this.#watching === watching && e.name !== 'AbortError') {
        this.#fail(context, { title: 'The page failed', detail: String(e), code: 'page', retryable: false }, null);
        throw e;
      }
    } finally {
      if (this.#watching === watching) {
        this.#watching = null;
        this.#ended();
      }
    }
  }

  async #take(event, context) {
    switch (event.type) {
      case 'started':
        this.#started(event, context);
        break;
      case 'attempt':
        this.#attempt(event, context);
        break;
      case 'text':
        this.#text(event, context);
        break;
      case 'lost':
        say('The connection broke. The work continues; waiting for its result.');
        break;
      case 'record':
        await this.#record(event.record, context);
        break;
      case 'completed':
        await this.#complete({ ...event.answer, request: context.request }, context);
        break;
      case 'failed':
        this.#fail(context, event.problem, event.retryAfter);
        break;
      default: // A newer API may have more events.
    }
  }

  #started({ id, status, language, createdAt }, context) {
    context.id = id;
    this.#name(id);
    this.#history.put(asItem({ id, status, language, createdAt, request: context.request }));
    say(status === 'queued' ? 'Accepted. The job is queued.' : 'The API has begun. Waiting for the model.');
  }

  #attempt({ number, model, keep }, context) {
    context.live.attempt(keep);
    if (number > 1) {
      say(`Attempt ${number}, with ${model}.`);
    }
  }

  #text({ text }, context) {
    if (context.live.isEmpty) {
      say('The reply is arriving.');
    }
    context.live.add(text);
  }

  async #record(record, context) {
    context.id = record.id;
    const previous = record.previous ?? record.request?.previous ?? null;
    const request = { ...record.request, previous, files: context.request?.files ?? record.request?.files };
    this.#history.put(asItem(record));
    if (record.status === 'succeeded') {
      await this.#complete({ ...record, request }, context);
    } else if (record.status === 'failed') {
      this.#view.showRequest(request);
      this.#fail({ ...context, record: { ...record, request } }, record.problem, null);
    } else {
      this.#view.showRequest(request);
      this.#view.showFacts({ id: record.id, request });
      say(`The generation is ${record.status}. This page waits for its result.`);
    }
  }

  async #complete(generation, context) {
    const content = await this.#view.result(generation);
    if (this.#watching?.context !== context) {
      return;
    }
    if (this.#shown !== generation.id) {
      this.#name(generation.id);
    }
    this.#history.put(asItem(generation));
    this.#view.showRequest({ ...generation.request, previous: generation.previous }, generation.id);
    this.#view.showFacts(generation);
    this.#view.showContent(content);
    this.#view.base = generation.id;
    context.origin?.sent();
    say(`${generation.truncated ? 'Truncated' : 'Complete'}: ${count(generation.files?.length ?? 0, 'file')}.`);
  }

  #fail(context, problem, retryAfter) {
    const { submission, origin, live, record, id } = context;
    const faults = problem.errors ?? [];
    const errors = origin ? showFieldErrors(origin.form, faults, submission.body.files) : faults;
    const again = (another) => submission && (() => this.run(another ?? submission, origin));
    const unstored = problem.generation ?? (typeof record?.code === 'string' ? record : null);
    live?.render();
    this.#view.showContent(
      problemView(problem, {
        retryAfter,
        errors,
        shown: id,
        retry: again(),
        inBackground: again(submission && newSubmission(submission.body, true)),
        choose: origin && this.#hooks.suggest,
      }),
      live && !live.isEmpty && el('details', { open: !unstored }, el('summary', {}, 'The reply so far'), live.element),
    );
    this.#view.showFacts(record ?? { id, request: context.request });
    if (unstored) {
      this.#holdsUnsaved = true;
      this.#view.showUnstored(unstored);
    }
    if (id && !record) {
      this.#history.put({ id, status: 'failed' });
    }
    say(`Failed: ${problem.title}.`);
  }

  async #remove(id) {
    if (!(await confirmDeletion())) {
      return;
    }
    try {
      await this.#api.send(Api.path(id), { method: 'DELETE' });
    } catch (e) {
      say(`It was not deleted. ${e.message}`);
      return;
    }
    this.#leave();
    this.#history.remove(id);
    this.#hooks.empty();
    say('Deleted.');
  }

  /** A generation has got its name: it is what the page and its address show. */
  #name(id) {
    this.#show(id);
    history.pushState(null, '', `#/${id}`);
  }

  #show(id) {
    this.#shown = id;
    this.#history.current = id;
  }
}

/** A submission as records show it, with the contents of its files. */
function requestOf({ body, background }) {
  const { key, message, model, maxTokens, previous, files } = body;
  return { language: key, message, model, maxTokens, previous, files, background };
}
