import { confirmDeletion, facts, result } from './answer.js';
import { Api } from './api.js';
import { byId, count, el, fill, say } from './dom.js';
import { asItem } from './history.js';
import { LiveReply } from './live.js';
import { clearFieldErrors, problemView, showFieldErrors } from './problem.js';
import { showVersions } from './versions.js';
import { follow, newSubmission, watch } from './watch.js';

/** Seconds between two reports of a long reply. */
const REPORTS = 10;

/** On a narrow screen, the answer begins below what is seen. */
const NARROW = matchMedia('(max-width: 820px)');

/** The answer's part of the page: one generation, while it is made or after it. */
export class Workspace {
  #api;
  #languages;
  #history;
  #hooks;
  #watching = null;
  #shown = null;
  #base = null;
  #holdsUnsaved = false;
  #clock = null;

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
  }

  use(api) {
    this.#api = api;
  }

  /** The id of the generation that is shown, or null. */
  get id() {
    return this.#shown;
  }

  /** The id of the generation that the form for changes changes, or null. */
  get base() {
    return this.#base;
  }

  /** Whether the page shows code that is stored nowhere. */
  get holdsUnsaved() {
    return this.#holdsUnsaved;
  }

  /** Shows no generation. */
  clear(content) {
    this.#leave();
    this.#shown = null;
    this.#ask(null);
    fill(byId('content'), content);
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
    clearFieldErrors(origin.form);
    const live = new LiveReply(this.#languages);
    this.#ask({ message: submission.body.message, previous: submission.body.previous });
    this.#changeable(submission.body.previous ?? null);
    fill(byId('content'), live.element);
    fill(byId('facts'));
    const context = { submission, origin, live, request: requestOf(submission), id: null };
    this.#shown = null;
    this.#history.current = null;
    say('Sent. Waiting for the model.');
    byId('answer').scrollIntoView({ block: NARROW.matches ? 'start' : 'nearest' });
    await this.#watch((signal) => watch(this.#api, submission, signal), context);
  }

  /** Shows a stored generation, and waits for its end if it is still made. */
  async open(id) {
    this.#leave();
    this.#ask(null);
    fill(byId('content'));
    this.#setShown(id);
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
    byId('content').prepend(
      el(
        'p',
        { class: 'warning' },
        'You stopped watching. The work continues, and its result is kept',
        context.id
          ? [' as ', el('a', { href: `#/${context.id}` }, context.id), '.']
          : ', if the API has accepted it: see the history.',
      ),
    );
    if (!context.id) {
      this.#history.reload();
    }
  }

  #leave() {
    const left = this.#watching;
    this.#watching = null;
    this.#holdsUnsaved = false;
    clearInterval(this.#clock);
    byId('elapsed').textContent = '';
    this.#hooks.busy(false);
    left?.controller.abort();
    if (left?.context.id) {
      this.#history.watch(left.context.id);
    }
  }

  async #watch(start, context) {
    const controller = new AbortController();
    const watching = { controller, context };
    this.#watching = watching;
    this.#hooks.busy(context.submission !== undefined);
    if (context.submission) {
      this.#startClock(context);
    }
    try {
      for await (const event of start(controller.signal)) {
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
        this.#leave();
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
      default:
        break;
    }
  }

  #started({ id, status, language, createdAt }, context) {
    context.id = id;
    this.#setShown(id);
    history.pushState(null, '', `#/${id}`);
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
    this.#ask({ ...record.request, previous: record.previous ?? record.request?.previous });
    this.#history.put(asItem(record));
    const request = { ...record.request, files: context.request?.files ?? record.request?.files };
    if (record.status === 'succeeded') {
      await this.#complete({ ...record, request }, context);
    } else if (record.status === 'failed') {
      this.#fail({ ...context, record: { ...record, request } }, record.problem, null);
    } else {
      this.#foot({ id: record.id, request });
      say(
        record.status === 'queued'
          ? 'The job is queued. This page waits for its result.'
          : 'The generation is running. This page waits for its result.',
      );
    }
  }

  async #complete(generation, context) {
    const view = await result(this.#api, this.#languages, generation);
    if (this.#watching?.context !== context) {
      return;
    }
    if (this.#shown !== generation.id) {
      this.#setShown(generation.id);
      history.pushState(null, '', `#/${generation.id}`);
    }
    fill(byId('content'), view);
    this.#foot(generation);
    this.#history.put(asItem(generation));
    this.#changeable(generation.id);
    context.origin?.sent();
    this.#ask(
      generation.request && { ...generation.request, previous: generation.previous ?? generation.request.previous },
      generation.id,
    );
    say(`${generation.truncated ? 'Truncated' : 'Complete'}: ${count(generation.files?.length ?? 0, 'file')}.`);
  }

  #fail(context, problem, retryAfter) {
    const { submission, origin, live, record } = context;
    const errors = origin ? showFieldErrors(origin.form, problem.errors ?? [], submission.body.files) : (problem.errors ?? []);
    live?.render();
    const again = (background) => () => this.run(background ? newSubmission(submission.body, true) : submission, origin);
    fill(
      byId('content'),
      problemView(problem, {
        retryAfter,
        errors,
        shown: context.id,
        retry: submission && again(false),
        inBackground: submission && again(true),
        choose: origin && this.#hooks.suggest,
      }),
      el('div', { id: 'made' }),
      live && !live.isEmpty && el('details', { open: !problem.generation }, el('summary', {}, 'The reply so far'), live.element),
    );
    this.#foot(record ?? { id: context.id, request: context.request });
    this.#showMade(problem.generation ?? (typeof record?.code === 'string' ? record : null));
    if (context.id && !record) {
      this.#history.put({ id: context.id, status: 'failed' });
    }
    say(`Failed: ${problem.title}.`);
  }

  /** Shows what a problem holds of the generation, so that nothing paid for is lost. */
  async #showMade(made) {
    const place = byId('made');
    if (made && place) {
      this.#holdsUnsaved = true;
      fill(
        place,
        el('p', { class: 'warning' }, 'The code was written, but it is not stored. Copy or download it here, or retry.'),
        await result(this.#api, this.#languages, made),
      );
    }
  }

  #foot(generation) {
    fill(
      byId('facts'),
      facts(this.#api, generation, {
        askAgain: () => this.#hooks.askAgain(generation.request),
        remove: () => this.#remove(generation.id),
      }),
    );
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

  #changeable(id) {
    this.#base = id;
    byId('refine').hidden = id === null;
  }

  #setShown(id) {
    this.#shown = id;
    this.#history.current = id;
  }

  /** Shows the request, and the versions of the generation. */
  #ask(request, id = null) {
    const asked = byId('asked');
    asked.textContent = request?.message ?? '';
    asked.hidden = !request?.message;
    document.title = request?.message ? `${request.message.slice(0, 60)} – Code Generation` : 'Code Generation';
    if (!request) {
      fill(byId('facts'));
      this.#changeable(null);
    }
    showVersions(this.#api, this.#history, id, request?.previous ?? null);
  }

  #startClock({ live }) {
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
}

/** A submission as records show it, with the contents of its files. */
function requestOf({ body, background }) {
  return {
    language: body.key,
    message: body.message,
    model: body.model,
    maxTokens: body.maxTokens,
    previous: body.previous,
    files: body.files,
    background,
  };
}
