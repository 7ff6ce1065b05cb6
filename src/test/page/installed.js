// What src/test/page/install puts into target/page, so that nothing of it lies among the sources.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const page = `${root}src/main/resources/page`;
export const target = `${root}target/page`;

export const load = createRequire(`${target}/`);

/** Imports a module of the page that imports no other. Its folder does not tell Node.js that it holds ES modules. */
export function pageModule(name) {
  return import(`data:text/javascript,${encodeURIComponent(readFileSync(`${page}/${name}`, 'utf8'))}`);
}

/** The names of the languages that the API knows. */
export function languageNames() {
  const lines = readFileSync(`${root}src/main/resources/languages.csv`, 'utf8').trim().split('\n');
  return lines.slice(1).map((line) => line.split(',')[0]);
}
