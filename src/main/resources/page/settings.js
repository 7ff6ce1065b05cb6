import { Api, PATH } from './api.js';
import { byId, el, fill } from './dom.js';
import { problemView } from './problem.js';

const REMEMBERED = 'environment';

/** The server of this page, asked without credentials. */
export const THIS_SERVER = { address: '', kind: 'none' };

/**
 * The dialog in which the user chooses an environment. Credentials are only in memory: what the tab remembers over a reload is
 * the address, and the kind of credentials.
 */
export class Settings {
  #dialog = byId('settings');
  #form = byId('settings-form');
  #changed;

  /** @param {function(import('./api.js').Environment)} changed takes a new environment after it has answered */
  constructor(changed) {
    this.#changed = changed;
    byId('open-settings').addEventListener('click', () => this.open());
    byId('settings-cancel').addEventListener('click', () => this.#dialog.close());
    this.#form.addEventListener('submit', (event) => this.#submit(event));
    this.#field('kind').addEventListener('change', () => this.#showFields());
    this.#field('address').addEventListener('change', () => this.#guess());
    this.#fillIn(remembered() ?? THIS_SERVER);
  }

  /** Returns what the tab remembers: null after its first load. Credentials are missing. */
  static get remembered() {
    return remembered();
  }

  open() {
    this.#showFields();
    fill(byId('settings-problem'));
    this.#dialog.showModal();
  }

  #field(name) {
    return this.#form.elements[name];
  }

  #fillIn({ address, kind, region, service }) {
    this.#field('address').value = address;
    this.#field('kind').value = kind;
    this.#field('region').value = region ?? '';
    this.#field('service').value = service ?? 'execute-api';
    this.#showFields();
  }

  #showFields() {
    const kind = this.#field('kind').value;
    for (const fields of this.#form.querySelectorAll('[data-kind]')) {
      fields.hidden = fields.dataset.kind !== kind;
      fields.disabled = fields.hidden;
    }
  }

  /** AWS's own addresses name their service and region. */
  #guess() {
    const host = /\.(execute-api|lambda-url)\.([a-z0-9-]+)\.(?:amazonaws\.com|on\.aws)/.exec(this.#field('address').value);
    if (host) {
      this.#field('service').value = host[1] === 'execute-api' ? 'execute-api' : 'lambda';
      this.#field('region').value = host[2];
    }
  }

  async #submit(event) {
    event.preventDefault();
    const environment = this.#environment();
    if (environment === null) {
      this.#complain({
        title: 'This is no address',
        detail: 'Enter an address such as https://example.com/dev.',
        code: 'no-address',
      });
      return;
    }
    const button = byId('settings-connect');
    button.disabled = true;
    try {
      await new Api(environment).json('/models');
      remember(environment);
      this.#dialog.close();
      this.#changed(environment);
    } catch (e) {
      this.#complain(e.problem ?? { title: 'The request could not be sent', detail: e.message, code: 'not-sent' });
    } finally {
      button.disabled = false;
    }
  }

  #complain(problem) {
    fill(byId('settings-problem'), problemView(problem, {}));
  }

  #environment() {
    const address = clean(this.#field('address').value);
    if (address === null) {
      return null;
    }
    const value = (name) => this.#field(name).value.trim();
    switch (value('kind')) {
      case 'bearer':
        return { address, kind: 'bearer', token: value('token') };
      case 'aws':
        return {
          address,
          kind: 'aws',
          region: value('region'),
          service: value('service'),
          credentials: {
            accessKeyId: value('accessKeyId'),
            secretAccessKey: value('secretAccessKey'),
            sessionToken: value('sessionToken'),
          },
        };
      default:
        return { address, kind: 'none' };
    }
  }
}

/** Returns an address without the path of the API, empty for this server, or null if it is none. */
function clean(text) {
  const address = text
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
  const base = address.endsWith(PATH) ? address.slice(0, -PATH.length) : address;
  if (base === '') {
    return '';
  }
  try {
    const { protocol, username } = new URL(base);
    return /^https?:$/.test(protocol) && username === '' ? base : null;
  } catch {
    return null;
  }
}

function remember({ address, kind, region, service }) {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify({ address, kind, region, service }));
  } catch {
    // The next load begins with this server.
  }
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED));
  } catch {
    return null;
  }
}
