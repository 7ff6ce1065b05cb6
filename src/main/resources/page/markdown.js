import { el } from './dom.js';

const ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': '\u00a0' };
const DEEPEST = 40;

/**
 * Shows Markdown that a model wrote. The library only finds the parts; each becomes an element with text in it. So HTML in the
 * text is shown as it is, images are not loaded, and a link that is not HTTP is plain text.
 *
 * @param {HTMLElement} element
 * @param {string} markdown
 */
export async function showMarkdown(element, markdown) {
  element.textContent = markdown;
  try {
    const { lexer } = await import('/vendor/marked/marked.esm.js');
    element.replaceChildren(...blocks(lexer(markdown), 0));
  } catch {
    // The plain text is there.
  }
}

function blocks(tokens, depth) {
  return depth > DEEPEST ? tokens.map((token) => token.raw) : tokens.map((token) => block(token, depth + 1));
}

function block(token, depth) {
  switch (token.type) {
    case 'space':
      return '';
    case 'heading':
      return el('p', { class: 'heading' }, inline(token.tokens, depth));
    case 'paragraph':
      return el('p', {}, inline(token.tokens, depth));
    case 'blockquote':
      return el('blockquote', {}, blocks(token.tokens, depth));
    case 'hr':
      return el('hr');
    case 'code':
      return el('pre', { tabindex: '0' }, el('code', {}, token.text));
    case 'list':
      return list(token, depth);
    case 'table':
      return table(token, depth);
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'text':
      return token.tokens ? el('span', {}, inline(token.tokens, depth)) : decoded(token.text);
    default:
      return el('p', {}, token.raw.trim());
  }
}

function list(token, depth) {
  const items = token.items.map((item) => el('li', {}, blocks(item.tokens, depth)));
  return token.ordered ? el('ol', { start: token.start || null }, items) : el('ul', {}, items);
}

function table(token, depth) {
  const row = (tag, cells) =>
    el(
      'tr',
      {},
      cells.map((cell) => el(tag, {}, inline(cell.tokens, depth))),
    );
  return el(
    'div',
    { class: 'wide', tabindex: '0' },
    el(
      'table',
      {},
      el('thead', {}, row('th', token.header)),
      el(
        'tbody',
        {},
        token.rows.map((cells) => row('td', cells)),
      ),
    ),
  );
}

function inline(tokens, depth) {
  return depth > DEEPEST ? tokens.map((token) => token.raw) : tokens.map((token) => span(token, depth + 1));
}

function span(token, depth) {
  switch (token.type) {
    case 'strong':
      return el('strong', {}, inline(token.tokens, depth));
    case 'em':
      return el('em', {}, inline(token.tokens, depth));
    case 'del':
      return el('s', {}, inline(token.tokens, depth));
    case 'codespan':
      return el('code', {}, token.text);
    case 'br':
      return el('br');
    case 'escape':
      return token.text;
    case 'link':
      return link(token, depth);
    case 'text':
      return token.tokens ? inline(token.tokens, depth) : decoded(token.text);
    default:
      return token.raw;
  }
}

function link(token, depth) {
  return /^https?:\/\//i.test(token.href)
    ? el('a', { href: token.href, rel: 'noopener noreferrer nofollow', target: '_blank' }, inline(token.tokens, depth))
    : token.raw;
}

function decoded(text) {
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity]);
}
