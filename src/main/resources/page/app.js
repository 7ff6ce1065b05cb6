import { Api } from './api.js';
import { LanguageBox } from './combobox.js';
import { ContextFiles, acceptDrops } from './context.js';
import { byId, el, fill, say } from './dom.js';
import { History } from './history.js';
import { Languages } from './languages.js';
import { problemView } from './problem.js';
import { Settings, THIS_SERVER } from './settings.js';
import { newSubmission } from './watch.js';
import { Workspace } from './workspace.js';

const EXAMPLES = [
  ['implement binary search', 'python'],
  ['count the words of a text file', 'go'],
  ['find all primes up to n with the sieve of Eratosthenes', 'rust'],
];

const ask = byId('ask');
const refine = byId('refine');
const message = byId('ask-message');
const languages = new Languages();
const language = new LanguageBox(byId('ask-language'), byId('languages'), languages);
const files = filesOf('ask');
const changedFiles = filesOf('refine');
const past = new History(
  {
    list: byId('history-list'),
    more: byId('history-more'),
    note: byId('history-note'),
    language: byId('filter-language'),
    status: byId('filter-status'),
  },
  languages,
);
const workspace = new Workspace(languages, past, { busy, askAgain, suggest, empty });
let isBusy = false;
let nextChange = null;

function filesOf(form) {
  return new ContextFiles({
    list: byId(`${form}-files-list`),
    error: byId(`${form}-files-error`),
    button: byId(`${form}-add`),
    picker: byId(`${form}-picker`),
  });
}

function busy(now) {
  isBusy = now;
  byId('generate').disabled = now;
  byId('change').disabled = now;
  byId('stop').hidden = !now;
  byId('answer').setAttribute('aria-busy', String(now));
}

/** Shows an environment, and loads what the page needs of it. The user can ask before that. */
async function connect(environment) {
  const api = new Api(environment);
  fill(byId('environment'), environment.address ? new URL(environment.address).host : 'this server');
  byId('environment').toggleAttribute('data-here', environment.address === '');
  past.use(api);
  workspace.use(api);
  const named = location.hash.length > 2;
  if (!named) {
    route();
  }
  past.reload();
  try {
    const [known, { models }] = await Promise.all([api.json('/languages'), api.json('/models')]);
    offer(known.languages, models);
    if (named && !isBusy) {
      route();
    }
  } catch (e) {
    if (!isBusy) {
      workspace.clear(
        problemView(e.problem ?? { title: 'The page failed', detail: String(e), code: 'page' }, {
          retryAfter: e.retryAfter,
          retry: () => connect(environment),
        }),
      );
    }
  }
}

function offer(list, models) {
  languages.take(list);
  language.value = language.value;
  past.current = workspace.id;
  const filter = byId('filter-language');
  const chosen = filter.value;
  fill(
    filter,
    el('option', { value: '' }, 'all'),
    list.map(({ name, displayName }) => el('option', { value: name }, displayName)),
  );
  filter.value = chosen;
  const fails = models.filter(({ id }) => id.startsWith('fault-'));
  const option = ({ id, default: standard }) => el('option', { value: standard ? '' : id, selected: standard }, id);
  fill(
    byId('ask-model'),
    models.filter((model) => !fails.includes(model)).map(option),
    fails.length > 0 && el('optgroup', { label: 'Fails on purpose' }, fails.map(option)),
  );
  byId('ask-maxTokens').max = Math.max(...models.map(({ maxTokens }) => maxTokens));
}

ask.addEventListener('submit', (event) => {
  event.preventDefault();
  send(
    { key: language.value, message: message.value, ...choices(), files: files.value },
    {
      form: ask,
      sent: () => files.clear(),
    },
  );
});

refine.addEventListener('submit', (event) => {
  event.preventDefault();
  const change = byId('refine-message');
  send(
    { previous: workspace.base, message: change.value, ...choices(), files: changedFiles.value },
    {
      form: refine,
      sent: () => {
        change.value = '';
        changedFiles.clear();
      },
    },
  );
});

function choices() {
  const most = byId('ask-maxTokens').value;
  return { model: byId('ask-model').value || undefined, maxTokens: most === '' ? undefined : Number(most) };
}

function send(body, origin) {
  if (!isBusy) {
    workspace.run(newSubmission(body, byId('ask-background').checked), origin);
  }
}

addEventListener('keydown', (event) => {
  const form = event.target.closest?.('#ask, #refine');
  if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.blur?.();
    event.target.focus?.();
    form.requestSubmit();
  }
});

/** Puts a request into the form, or a change into the form for changes of what it changed. */
function askAgain({ language: name, message: text, model, maxTokens, previous, files: sent }) {
  if (sent) {
    (previous ? changedFiles : files).restore(sent);
  }
  if (previous) {
    nextChange = text;
    location.hash = `#/${previous}`;
  } else {
    message.value = text;
    language.value = name ?? language.value;
    message.focus();
  }
  const select = byId('ask-model');
  select.value = [...select.options].some(({ value }) => value === model) ? model : '';
  byId('ask-maxTokens').value = maxTokens ?? '';
}

function suggest(name) {
  language.value = name;
  ask.requestSubmit();
}

function empty() {
  if (location.hash !== '') {
    history.pushState(null, '', '#/');
  }
  past.current = null;
  workspace.clear(
    el(
      'div',
      { class: 'examples' },
      el('p', {}, 'The files appear here, as they are written. For example:'),
      EXAMPLES.map(([text, name]) =>
        el('button', { type: 'button', class: 'quiet', onclick: () => askAgain({ message: text, language: name }) }, text),
      ),
    ),
  );
}

/** Shows what the address names. */
function route() {
  const id = /^#\/(.+)$/.exec(location.hash)?.[1];
  if (id && /^[0-9A-Za-z-]+$/.test(id)) {
    workspace.open(id).then(offerChange);
  } else if (id) {
    past.current = null;
    workspace.clear(
      problemView({ title: 'Not found', detail: 'This address names no generation.', code: 'not-found', status: 404 }, {}),
    );
  } else {
    empty();
  }
}

function offerChange() {
  if (nextChange !== null && workspace.base !== null) {
    byId('refine-message').value = nextChange;
    byId('refine-message').focus();
  }
  nextChange = null;
}

addEventListener('hashchange', () => {
  route();
  byId('answer-title').focus();
});

/** A link to the generation that is shown changes no address, yet means: show it anew. */
addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="#/"]');
  if (link && link.getAttribute('href') === location.hash && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (!workspace.holdsUnsaved) {
      route();
    }
  }
});

for (const [id, value] of [
  ['deletion-yes', 'delete'],
  ['deletion-no', ''],
]) {
  byId(id).addEventListener('click', () => byId('deletion').close(value));
}
byId('stop').addEventListener('click', () => {
  workspace.stop();
  byId('generate').focus();
});
byId('refresh').addEventListener('click', () => past.reload());
acceptDrops((element) => {
  const changes = !refine.hidden && element.closest?.('#answer');
  return changes ? { zone: refine, files: changedFiles } : { zone: ask, files };
});

const settings = new Settings((environment) => {
  history.pushState(null, '', '#/');
  connect(environment);
});
const remembered = Settings.remembered;
connect(remembered && remembered.kind === 'none' ? remembered : THIS_SERVER);
if (remembered && remembered.kind !== 'none') {
  settings.open();
  say('Enter the credentials again: they were only in memory.');
}
