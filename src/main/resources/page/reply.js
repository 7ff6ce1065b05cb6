const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*(.*?)[ \t]*$/;

/** A model's reply while it arrives: the text of all its calls. */
export class Reply {
  text = '';

  /** A call to the model begins: the first code points of the text remain valid, new text follows them. */
  attempt(keep) {
    this.text = firstCodePoints(this.text, keep);
  }

  add(text) {
    this.text += text;
  }
}

function firstCodePoints(text, count) {
  let end = 0;
  for (let left = count; left > 0 && end < text.length; left -= 1) {
    end += text.codePointAt(end) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/**
 * Divides a reply in Markdown into prose and fenced blocks of code. A preview: the API decides what becomes a file.
 *
 * @param {string} text
 * @returns {{code: boolean, info: string, text: string}[]} `info` is what stands after the fence
 */
export function segments(text) {
  const found = [];
  let lines = [];
  let open = null;
  const end = () => {
    const content = lines.join('\n');
    if (open || content.trim() !== '') {
      found.push({ code: open !== null, info: open?.info ?? '', text: open ? content : content.trim() });
    }
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const fence = FENCE.exec(line);
    if (open && fence && closes(fence, open)) {
      end();
      open = null;
    } else if (!open && fence && !(fence[1][0] === '`' && fence[2].includes('`'))) {
      end();
      open = { fence: fence[1], info: fence[2] };
    } else {
      lines.push(line);
    }
  }
  end();
  return found;
}

function closes(fence, open) {
  return fence[2] === '' && fence[1][0] === open.fence[0] && fence[1].length >= open.fence.length;
}
