// node vendor.js FOLDER writes the libraries of the page into a folder, and nothing else is left in it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { languageNames, load, pageModule, target } from './installed.js';

const [folder] = process.argv.slice(2);
const { build } = load('esbuild');
const { grammars } = await pageModule('grammars.js');

function write(name, content) {
  const path = `${folder}/${name}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content.trimEnd() + '\n');
}

/** Writes a file of a package, without the address of a source map that is not here. */
function copy(from, to) {
  write(to, readFileSync(`${target}/node_modules/${from}`, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
}

/** Writes a module as one small file: for packages that have no such file. */
async function bundle(contents, to, banner = '') {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: target },
    bundle: true,
    minify: true,
    format: 'esm',
    banner: { js: banner },
    target: 'es2022',
    legalComments: 'inline',
    write: false,
  });
  write(to, outputFiles[0].text);
}

rmSync(folder, { recursive: true, force: true });

const highlight = '@highlightjs/cdn-assets';
copy(`${highlight}/es/core.min.js`, 'highlight/core.js');
for (const name of new Set(languageNames().flatMap(grammars))) {
  copy(`${highlight}/es/languages/${name}.min.js`, `highlight/languages/${name}.js`);
}
copy(`${highlight}/LICENSE`, 'highlight/LICENSE.txt');

const diff = JSON.parse(readFileSync(`${target}/node_modules/diff/package.json`, 'utf8'));
await bundle(
  "export { createTwoFilesPatch, diffLines, diffWordsWithSpace } from 'diff';",
  'diff/diff.js',
  `/*! diff ${diff.version}, ${diff.license} */`,
);
copy('diff/LICENSE', 'diff/LICENSE.txt');

copy('marked/lib/marked.esm.js', 'marked/marked.esm.js');
copy('marked/LICENSE.md', 'marked/LICENSE.txt');
