/**
 * Reads server-sent events from the body of a response (WHATWG HTML, "Server-sent events"). EventSource cannot send a POST.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{type: string, data: string}>}
 */
export async function* readEvents(body) {
  const parser = new EventParser();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      yield* parser.push(value);
    }
  } finally {
    readToEnd(reader);
  }
}

/** Lets a stream end by itself. If it were cancelled after its last event, it would count as aborted. */
async function readToEnd(reader) {
  try {
    while (!(await reader.read()).done);
  } catch {
    // Whoever reads the events has learnt of it.
  }
}

/** Reads events from text that arrives in pieces, which may end anywhere. */
export class EventParser {
  #line = '';
  #afterReturn = false;
  #type = '';
  #data = [];

  /** @returns {{type: string, data: string}[]} the events that this piece completes */
  push(piece) {
    const text = this.#afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') {
      this.#afterReturn = piece.endsWith('\r');
    }
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = this.#line + lines[0];
    this.#line = lines.pop();
    return lines.map((line) => this.#read(line)).filter((event) => event !== null);
  }

  #read(line) {
    if (line === '') {
      return this.#dispatch();
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') {
      this.#type = value;
    } else if (field === 'data') {
      this.#data.push(value);
    }
    return null;
  }

  #dispatch() {
    const event = this.#data.length > 0 ? { type: this.#type || 'message', data: this.#data.join('\n') } : null;
    this.#type = '';
    this.#data = [];
    return event;
  }
}
