// A server with OpenAI's chat completions that says what a test tells it to, piece by piece. Dev mode asks it as its model.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after } from 'node:test';

/** The name by which dev mode knows it. */
export const NAME = 'scripted';

const PORT = Number(process.env.PAGE_MODEL_PORT);

/** One call of the model, to which a test replies. */
class Call {
  #response;

  constructor(request, response) {
    this.request = request;
    this.#response = response;
    this.closed = once(response, 'close');
  }

  /** The whole text of what the model was asked. */
  get prompt() {
    return this.request.messages.map(({ content }) => content).join('\n');
  }

  /** Sends a piece of the reply at once. */
  write(text) {
    this.#event({ choices: [{ delta: { content: text } }] });
    return this;
  }

  end(reason = 'stop', usage = { prompt_tokens: 120, completion_tokens: 340 }) {
    this.#event({ choices: [{ delta: {}, finish_reason: reason }] });
    this.#event({ choices: [], usage });
    this.#response.end('data: [DONE]\n\n');
  }

  /** Refuses the call. */
  refuse(status) {
    this.#response.writeHead(status).end();
  }

  #event(data) {
    if (!this.#response.headersSent) {
      this.#response.writeHead(200, { 'content-type': 'text/event-stream' });
    }
    this.#response.write(`data: ${JSON.stringify(data)}\n\n`);
  }
}

/** Starts the server for the tests of one file. */
export async function startModel() {
  const calls = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const call = new Call(JSON.parse(Buffer.concat(chunks)), response);
    const next = waiting.shift();
    if (next) {
      next(call);
    } else {
      calls.push(call);
    }
  });
  server.listen(PORT, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    /** Waits for the next call. */
    call: async () => calls.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    /** Waits for the next call and replies as a whole. */
    async reply(text, reason) {
      const call = await this.call();
      call.write(text).end(reason);
      return call;
    },
  };
}

/** Writes a reply in Markdown with these files. */
export function files(entries, prose = 'Here are the files.') {
  const blocks = Object.entries(entries).map(([name, content]) => `**${name}**\n\n\`\`\`\n${content}\`\`\`\n`);
  return [prose, ...blocks].join('\n\n');
}
