import { count, el, fill } from './dom.js';

const CONTEXT = 3;

/** Longer than this, the difference of two files is of no use to anybody. */
const LONGEST_MILLISECONDS = 1500;

/**
 * Shows the lines that changed between two versions of a file.
 *
 * @param {HTMLElement} element
 * @param {string|null} before null: the file is new
 * @param {string} after
 */
export async function showChanges(element, before, after) {
  const { diffLines } = await import('/vendor/diff/diff.js');
  const changes = diffLines(before ?? '', after, { timeout: LONGEST_MILLISECONDS });
  if (!changes) {
    fill(element, el('p', { class: 'note' }, 'The versions differ too much to be compared. “Code” shows the new one.'));
    return;
  }
  const total = (kind) => changes.filter((change) => change[kind]).reduce((sum, change) => sum + change.count, 0);
  const [added, removed] = [total('added'), total('removed')];
  const same = before !== null && added + removed === 0;
  fill(
    element,
    el('p', { class: 'note' }, same ? 'No line changed.' : summary(before === null, added, removed)),
    !same &&
      el(
        'div',
        { class: 'diff', tabindex: '0', role: 'group', 'aria-label': 'Changed lines' },
        changes.map((change, number) => part(change, number === 0, number === changes.length - 1)),
      ),
  );
}

function summary(isNew, added, removed) {
  const lines = `${count(added, 'line')} added, ${count(removed, 'line')} removed.`;
  return isNew ? `This file is new: ${lines}` : lines;
}

function part({ added, removed, value }, first, last) {
  const lines = value.replace(/\n$/, '').split('\n');
  if (added) {
    return lines.map((line) => el('ins', {}, `+ ${line}`));
  }
  if (removed) {
    return lines.map((line) => el('del', {}, `- ${line}`));
  }
  const start = first ? 0 : CONTEXT;
  const end = last ? lines.length : lines.length - CONTEXT;
  const hidden = last && first ? [] : lines.slice(start, last ? lines.length : end);
  return hidden.length <= CONTEXT ? lines.map(unchanged) : folded(lines, start, start + hidden.length);
}

function folded(lines, start, end) {
  return [
    lines.slice(0, start).map(unchanged),
    el('details', {}, el('summary', {}, `⋯ ${count(end - start, 'unchanged line')}`), lines.slice(start, end).map(unchanged)),
    lines.slice(end).map(unchanged),
  ];
}

function unchanged(line) {
  return el('span', {}, `  ${line}`);
}
