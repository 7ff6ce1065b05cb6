import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { languageNames, page, pageModule, target } from './installed.js';

const vendor = `${page}/vendor`;

test('the libraries are those that the packages hold, and no others', () => {
  const copy = mkdtempSync(`${target}/vendor-`);
  try {
    const script = fileURLToPath(new URL('vendor.js', import.meta.url));
    const made = spawnSync(process.execPath, [script, copy], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);

    const compared = spawnSync('diff', ['--recursive', '--brief', copy, vendor], { encoding: 'utf8' });
    assert.equal(compared.stdout, '');
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('every library comes with its licence', () => {
  for (const library of readdirSync(vendor)) {
    assert.match(readFileSync(`${vendor}/${library}/LICENSE.txt`, 'utf8'), /Licen[cs]e|Redistribution|Permission/, library);
  }
});

test('every language has a grammar that can be registered, or none on purpose', async () => {
  const { grammar, grammars } = await pageModule('grammars.js');
  const plain = languageNames().filter((language) => grammar(language) === null);
  assert.deepEqual(plain, [
    'abap', 'bicep', 'cobol', 'forth', 'graphviz', 'jq', 'lean', 'mermaid', 'plantuml', 'sed', 'terraform', 'zig',
  ]);

  const { default: highlighter } = await pageModule('vendor/highlight/core.js');
  for (const language of languageNames()) {
    for (const name of grammars(language)) {
      highlighter.registerLanguage(name, (await pageModule(`vendor/highlight/languages/${name}.js`)).default);
    }
    const name = grammar(language);
    if (name !== null) {
      assert.equal(typeof highlighter.highlight('x = 1', { language: name }).value, 'string', language);
    }
  }
});

test('a grammar that uses another comes with it', async () => {
  const { grammars } = await pageModule('grammars.js');
  assert.deepEqual(grammars('html'), ['css', 'javascript', 'xml']);
  assert.deepEqual(grammars('python'), ['python']);
  assert.deepEqual(grammars('zig'), []);
  assert.deepEqual(grammars('constructor'), ['constructor']);
});

test('the names of the imports exist', async () => {
  const { createTwoFilesPatch, diffLines, diffWordsWithSpace } = await pageModule('vendor/diff/diff.js');
  assert.deepEqual(diffLines('a\nb\n', 'a\nc\n').map(({ value }) => value), ['a\n', 'b\n', 'c\n']);
  assert.match(createTwoFilesPatch('a', 'b', '1\n', '2\n'), /^-1\n\+2$/m);
  assert.equal(diffWordsWithSpace('a b', 'a c').length, 3);
  const { marked } = await pageModule('vendor/marked/marked.esm.js');
  assert.equal(marked.parse('*a*'), '<p><em>a</em></p>\n');
});
