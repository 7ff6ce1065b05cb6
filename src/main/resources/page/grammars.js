/**
 * Which grammar highlights a language. A grammar is a file of vendor/highlight/languages. A language without one is shown
 * as plain text.
 */

/** Languages whose grammar has another name, or which look like another language. Null: there is none. */
const OTHERS = new Map([
  ['abap', null],
  ['apex', 'java'],
  ['assembly', 'x86asm'],
  ['batch', 'dos'],
  ['bicep', null],
  ['cobol', null],
  ['common-lisp', 'lisp'],
  ['cuda', 'cpp'],
  ['emacs-lisp', 'lisp'],
  ['fish', 'bash'],
  ['forth', null],
  ['gdscript', 'python'],
  ['gleam', 'rust'],
  ['graphviz', null],
  ['html', 'xml'],
  ['jq', null],
  ['lean', null],
  ['mermaid', null],
  ['objective-c', 'objectivec'],
  ['odin', 'go'],
  ['pascal', 'delphi'],
  ['plantuml', null],
  ['plsql', 'sql'],
  ['purescript', 'haskell'],
  ['racket', 'scheme'],
  ['raku', 'perl'],
  ['rescript', 'ocaml'],
  ['sed', null],
  ['solidity', 'javascript'],
  ['sparql', 'sql'],
  ['standard-ml', 'sml'],
  ['starlark', 'python'],
  ['svelte', 'xml'],
  ['svg', 'xml'],
  ['systemverilog', 'verilog'],
  ['terraform', null],
  ['toml', 'ini'],
  ['v', 'go'],
  ['vimscript', 'vim'],
  ['visual-basic', 'vbnet'],
  ['vue', 'xml'],
  ['wat', 'wasm'],
  ['wgsl', 'rust'],
  ['xslt', 'xml'],
  ['zig', null],
]);

/** Grammars that a grammar uses for parts of a text. */
const PARTS = new Map([
  ['coffeescript', ['javascript']],
  ['dart', ['markdown']],
  ['dockerfile', ['bash']],
  ['markdown', ['xml']],
  ['nix', ['markdown']],
  ['xml', ['css', 'javascript']],
]);

/**
 * Returns the name of the grammar of a language, or null.
 *
 * @param {string} language a name as the API lists it, such as `python`
 */
export function grammar(language) {
  return OTHERS.has(language) ? OTHERS.get(language) : language;
}

/** Returns the grammar of a language and those that it uses, in the order in which they are needed; empty if it has none. */
export function grammars(language) {
  const name = grammar(language);
  return name === null ? [] : [...(PARTS.get(name) ?? []), name];
}
