import { Api, ApiProblem, retryAfter } from './api.js';
import { readEvents } from './stream.js';

const MOST_MISSES = 5;

/**
 * A request of the user. It can be sent again: its idempotency key makes sure that the work is done once.
 *
 * @typedef {Object} Submission
 * @property {Object} body the JSON of the request
 * @property {string} key
 * @property {boolean} background whether a job does the work
 */

/** @returns {Submission} */
export function newSubmission(body, background = false) {
  return { body, key: randomKey(), background };
}

/** randomUUID exists only in a secure context. */
function randomKey() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return `page-${[...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Sends a request and reports what becomes of it. If the connection breaks, the result is fetched by the generation's id.
 *
 * @param {Api} api
 * @param {Submission} submission
 * @param {AbortSignal} signal ends the watching, not the work
 * @returns {AsyncGenerator<{type: 'started'|'attempt'|'text'|'lost'|'record'|'completed'|'failed'}>} the events of the stream;
 *     `lost` if it broke off, `record` for each state of the record that is fetched then. The last one is `completed` with
 *     `answer`, `record` with one that is final, or `failed` with `problem` and `retryAfter`.
 */
export async function* watch(api, submission, signal) {
  let response;
  try {
    response = await api.send('', {
      method: 'POST',
      headers: headersOf(submission),
      body: JSON.stringify(submission.body),
      signal,
    });
  } catch (e) {
    yield failed(e);
    return;
  }
  const streams = (response.headers.get('Content-Type') ?? '').includes('text/event-stream');
  yield* streams ? watchStream(api, response, signal) : watchAnswer(api, response, signal);
}

function headersOf({ key, background }) {
  return {
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    ...(background
      ? { Accept: 'application/json', Prefer: 'respond-async' }
      : { Accept: 'text/event-stream, application/json;q=0.9' }),
  };
}

async function* watchStream(api, response, signal) {
  let id = null;
  try {
    for await (const { type, data } of readEvents(response.body)) {
      const event = eventOf(type, JSON.parse(data));
      id ??= event.id;
      yield event;
      if (type === 'completed' || type === 'failed') {
        return;
      }
    }
  } catch (e) {
    rethrowAbort(e);
  }
  yield* recover(api, id, signal);
}

function eventOf(type, data) {
  switch (type) {
    case 'completed':
      return { type, answer: data };
    case 'failed':
      return { type, problem: data, retryAfter: data.retryAfter ?? null };
    default:
      return { ...data, type };
  }
}

/** The answer of a job, or of a request that was answered before. */
async function* watchAnswer(api, response, signal) {
  let answer;
  try {
    answer = await response.json();
  } catch (e) {
    rethrowAbort(e);
    yield* recover(api, response.headers.get('Location')?.split('/').at(-1) ?? null, signal);
    return;
  }
  if (answer.status === 'succeeded') {
    yield { type: 'completed', answer };
    return;
  }
  yield { ...answer, type: 'started' };
  yield* follow(api, answer.id, signal, true);
}

async function* recover(api, id, signal) {
  if (id === null) {
    yield { type: 'failed', retryAfter: null, problem: lostProblem() };
    return;
  }
  yield { type: 'lost', id };
  yield* follow(api, id, signal, true);
}

function lostProblem() {
  return {
    title: 'The connection was lost',
    detail: 'It broke before the API named the generation. Retry: the work is not done twice.',
    code: 'connection-lost',
    retryable: true,
  };
}

/**
 * Reads a record until it is final.
 *
 * @param {boolean} patient whether the record may not be there yet, or the server be away for a while
 * @returns {AsyncGenerator<{type: 'record'|'failed'}>}
 */
export async function* follow(api, id, signal, patient = false) {
  let seen = false;
  for (let misses = 0; ;) {
    let seconds = 2;
    try {
      const response = await api.send(Api.path(id), { signal });
      const record = await response.json();
      yield { type: 'record', record };
      if (record.status === 'succeeded' || record.status === 'failed') {
        return;
      }
      seen = true;
      misses = 0;
      seconds = retryAfter(response) ?? seconds;
    } catch (e) {
      misses += 1;
      if (misses >= MOST_MISSES || !(patient || seen) || !mayPass(e, seen)) {
        yield failed(e);
        return;
      }
      seconds = e.retryAfter ?? seconds;
    }
    await pause(seconds, signal);
    await visible(signal);
  }
}

/** A record may be written a little later than its id is told; one that was there and is gone has been deleted. */
function mayPass(e, seen) {
  const { status, retryable } = e.problem ?? {};
  return retryable || (status === 404 && !seen);
}

function failed(e) {
  rethrowAbort(e);
  if (!(e instanceof ApiProblem)) {
    throw e;
  }
  return { type: 'failed', problem: e.problem, retryAfter: e.retryAfter };
}

function rethrowAbort(e) {
  if (e.name === 'AbortError') {
    throw e;
  }
}

function pause(seconds, signal) {
  return wait(signal, (done) => {
    const timer = setTimeout(done, seconds * 1000);
    return () => clearTimeout(timer);
  });
}

/** A page in the background asks nothing. */
function visible(signal) {
  return document.hidden
    ? wait(signal, (done) => {
        document.addEventListener('visibilitychange', done);
        return () => document.removeEventListener('visibilitychange', done);
      })
    : Promise.resolve();
}

async function wait(signal, start) {
  signal?.throwIfAborted();
  let stop;
  let abort;
  try {
    await new Promise((done, fail) => {
      abort = () => fail(signal.reason);
      signal?.addEventListener('abort', abort);
      stop = start(done);
    });
  } finally {
    stop();
    signal?.removeEventListener('abort', abort);
  }
}
