import { Api } from './api.js';

/**
 * Says where the files of a generation come from: from its answer if that holds them, otherwise from the API.
 *
 * @param {Api} api
 * @param {Object} generation a record, an answer, or what a problem holds of one
 * @returns {Promise<import('./files.js').Source & {missing: number}>} `missing` counts the files that nothing holds
 */
export async function sourceOf(api, generation) {
  const files = generation.files ?? [];
  const stored = generation.status === 'succeeded' && typeof generation.bucket === 'string';
  if (!stored) {
    const known = files.filter((file) => isCode(generation, file)).slice(0, 1);
    return { files: known, contents: async () => generation.code, missing: files.length - known.length, before: null };
  }
  const contents =
    files.length === 1 && typeof generation.code === 'string' ? async () => generation.code : contentsOf(api, generation.id);
  return {
    files,
    contents,
    archive: async () => (await api.send(Api.path(generation.id, 'archive'))).blob(),
    archiveName: `${slug(generation)}.zip`,
    before: await before(api, generation),
    missing: 0,
  };
}

/** An answer does not say which of its files is its code, but how long each is. */
function isCode({ code, files }, { bytes }) {
  return typeof code === 'string' && (files.length === 1 || new TextEncoder().encode(code).length === bytes);
}

/** A stored file never changes, so it is fetched once. */
function contentsOf(api, id) {
  const fetched = new Map();
  return (name) => {
    if (!fetched.has(name)) {
      const text = api
        .send(Api.filePath(id, name))
        .then((response) => response.arrayBuffer())
        .then(decode);
      fetched.set(name, text);
      text.catch(() => fetched.delete(name));
    }
    return fetched.get(name);
  };
}

/** As it is: a byte order mark stays. */
function decode(buffer) {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(buffer);
}

/**
 * The version before, and files that were sent with the request for which it has none. The version may be gone; what was sent is
 * known only to the page that sent it.
 */
async function before(api, { previous, request }) {
  const version = previous ? await versionOf(api, previous) : null;
  const names = new Set(version?.files.map(({ name }) => name));
  const sent = new Map(
    (request?.files ?? [])
      .filter(({ name, content }) => typeof content === 'string' && !names.has(name))
      .map(({ name, content }) => [name, content]),
  );
  if (version === null && sent.size === 0) {
    return null;
  }
  return {
    files: [
      ...(version?.files ?? []),
      ...[...sent].map(([name, content]) => ({ name, bytes: new TextEncoder().encode(content).length })),
    ],
    contents: async (name) => sent.get(name) ?? version.contents(name),
  };
}

async function versionOf(api, id) {
  try {
    const { files } = await api.json(Api.path(id));
    return { files, contents: contentsOf(api, id) };
  } catch {
    return null;
  }
}

/** The name of the archive, as the API makes it: that of the keys of several files, or of the only file. */
function slug({ id, files }) {
  const name =
    files[0]?.key
      ?.split('/')
      .slice(1)
      .join('/')
      .slice(id.length + 1) ?? '';
  return name.split('/')[0].replace(/\.[^.]*$/, '') || id;
}
