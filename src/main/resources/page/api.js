import { sign } from './signing.js';

/** The path of the API, behind a server's or a stage's address. */
export const PATH = '/code-generation';

/** The API said no, or said nothing that can be read. */
export class ApiProblem extends Error {
  /**
   * @param {Object} problem problem details (RFC 9457), with the members of this API
   * @param {number|null} retryAfter seconds
   */
  constructor(problem, retryAfter = null) {
    super(problem.detail || problem.title);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/**
 * Where the API is, and who asks.
 *
 * @typedef {Object} Environment
 * @property {string} address without the path of the API; empty for the server of this page
 * @property {'none'|'bearer'|'aws'} kind the kind of credentials
 * @property {string} [token] bearer token
 * @property {{accessKeyId: string, secretAccessKey: string, sessionToken: string}} [credentials]
 * @property {string} [region]
 * @property {'execute-api'|'lambda'} [service]
 */

/** Sends requests to one environment. */
export class Api {
  /** @param {Environment} environment */
  constructor(environment) {
    this.environment = environment;
  }

  /** Returns the whole address of a path behind that of the API. */
  url(path = '') {
    return (this.environment.address || location.origin) + PATH + path;
  }

  /** Returns the path of a generation, or of something below it. */
  static path(id, ...below) {
    return ['', id, ...below].map(encodeURIComponent).join('/');
  }

  /** Returns the path of a file. */
  static filePath(id, name) {
    return Api.path(id, 'files') + Api.path(...name.split('/'));
  }

  /**
   * Sends a request.
   *
   * @returns {Promise<Response>} with a status below 300
   * @throws {ApiProblem} otherwise, also if nothing answers
   */
  async send(path, { method = 'GET', headers = {}, body = '', signal } = {}) {
    const url = this.url(path);
    const request = { method, headers: { ...headers, ...(await this.#credentials(method, url, headers, body)) }, signal };
    let response;
    try {
      response = await fetch(url, { ...request, body: body || undefined, cache: 'no-store', credentials: 'omit' });
    } catch (e) {
      throw e.name === 'AbortError' ? e : unreachable(this.environment.address);
    }
    if (!response.ok) {
      throw await failure(response);
    }
    return response;
  }

  /** Sends a request and reads the JSON of its answer. */
  async json(path, options) {
    const response = await this.send(path, options);
    try {
      return await response.json();
    } catch (e) {
      throw e.name === 'AbortError' ? e : notAnApi();
    }
  }

  async #credentials(method, url, headers, body) {
    const { kind, token, credentials, region, service } = this.environment;
    if (kind === 'bearer') {
      return { Authorization: `Bearer ${token}` };
    }
    if (kind !== 'aws') {
      return {};
    }
    try {
      return await sign({ method, url, headers, body, credentials, region, service });
    } catch (e) {
      throw new ApiProblem({ title: 'The request cannot be signed', detail: e.message, code: 'not-signed', retryable: false });
    }
  }
}

/** Returns the seconds of a header Retry-After, or null. Another origin's is visible only if it exposes it. */
export function retryAfter(response) {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return Number.isNaN(seconds) ? null : seconds;
}

async function failure(response) {
  const text = await response.text().catch(() => '');
  const type = response.headers.get('Content-Type') ?? '';
  const json = parse(text);
  if (type.includes('problem+json') && json) {
    return new ApiProblem(json, retryAfter(response));
  }
  return new ApiProblem(foreign(response.status, json, text), retryAfter(response));
}

/** A gateway in front of the API answers in its own form. */
function foreign(status, json, text) {
  const detail = json?.message ?? json?.Message ?? json?.detail ?? text.slice(0, 300);
  const refused = status === 401 || status === 403;
  return {
    title: `The server answered with status ${status}`,
    status,
    detail: String(detail).trim(),
    code: `http-${status}`,
    retryable: status === 429 || status >= 500,
    fix: refused ? 'Check the credentials in the settings, and that they may call this API.' : undefined,
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function notAnApi() {
  return new ApiProblem({
    title: 'This is not the API',
    detail: 'The server answered with something other than JSON.',
    code: 'not-the-api',
    retryable: false,
    fix: 'Check the address in the settings.',
  });
}

function unreachable(address) {
  return new ApiProblem({
    title: 'The API cannot be reached',
    detail: 'The connection failed, and the browser does not say why.',
    code: 'unreachable',
    retryable: true,
    fix: address
      ? `Check the address, and that the API allows the origin ${location.origin} (the Terraform variable “cors”).`
      : 'Check that the server is running.',
  });
}
