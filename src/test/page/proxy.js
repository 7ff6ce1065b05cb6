// A server in front of dev mode, as a gateway is in front of the function: it decides who may call, tells browsers which other
// origins may, and can cut a response.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';

/** What src/docs/page.md tells operators to allow. */
const ALLOWED = [
  'accept', 'authorization', 'content-type', 'idempotency-key', 'prefer', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token',
];
const EXPOSED = [
  'code-generation-truncated', 'code-generation-version', 'content-disposition', 'idempotency-replayed', 'location',
  'preference-applied', 'retry-after',
];

/**
 * Starts a proxy.
 *
 * @param {string} upstream the address of dev mode
 * @param {object} options
 * @param {string} [options.prefix] the stage of a gateway, such as `/dev`
 * @param {string} [options.origin] the only origin that browsers may call from
 * @param {(request: object) => string | null} [options.refuses] says why a request is refused with 403
 * @param {(text: string, path: string) => boolean} [options.cuts] whether to cut the response in place of the last piece of this
 *     text
 * @returns {Promise<{url: string, seen: object[], close: () => void}>}
 */
export async function startProxy(upstream, { prefix = '', origin, refuses = () => null, cuts = () => false } = {}) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const call = { method: request.method, url: request.url, headers: request.headers, body };
    const shared = origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'origin' };
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
      response.writeHead(204, { ...shared, ...preflight(request.headers) }).end();
      return;
    }
    seen.push(call);
    const reason = refuses(call);
    if (reason !== null || !request.url.startsWith(prefix)) {
      response.writeHead(reason === null ? 404 : 403, { ...shared, 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: reason ?? 'Not Found' }));
      return;
    }
    pass(upstream, { ...call, url: request.url.slice(prefix.length) }, response, shared, cuts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${server.address().port}`;
  return {
    url: url + prefix,
    origin: url,
    seen,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function preflight(headers) {
  const wanted = (headers['access-control-request-headers'] ?? '').split(',').filter(Boolean);
  const refused = wanted.filter((name) => !ALLOWED.includes(name.trim()));
  return {
    'access-control-allow-methods': 'GET,POST,DELETE',
    'access-control-allow-headers': refused.length === 0 ? ALLOWED.join(',') : '',
  };
}

function pass(upstream, { method, url, headers, body }, response, shared, cuts) {
  const { host, origin, 'access-control-request-method': asked, ...rest } = headers;
  const forwarded = send(new URL(url, upstream), { method, headers: rest }, (answer) => {
    const exposed = 'access-control-allow-origin' in shared ? { 'access-control-expose-headers': EXPOSED.join(',') } : {};
    response.writeHead(answer.statusCode, { ...answer.headers, ...shared, ...exposed });
    let text = '';
    answer.on('data', (piece) => {
      text += piece.toString('latin1');
      if (cuts(text, url)) {
        // What was sent before arrives.
        response.write(': cut\n\n', () => response.destroy());
      } else {
        response.write(piece);
      }
    });
    answer.on('end', () => response.end());
    answer.on('error', () => response.destroy());
  });
  forwarded.on('error', () => response.destroy());
  // What the browser gives up goes on behind a gateway.
  forwarded.end(body);
}

/**
 * Checks a signature as AWS does: by making it once more from what arrived.
 *
 * @param {{accessKeyId: string, secretAccessKey: string, sessionToken?: string}} credentials
 * @returns {(request: object) => string | null} why a request is refused, or null
 */
export function checkSignature(credentials, region, service) {
  return (request) => {
    const { authorization = '', host, 'x-amz-date': time = '', 'x-amz-security-token': token } = request.headers;
    const parts =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/((\d{8})\/([^/]+)\/([^/]+)\/aws4_request), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        authorization,
      );
    if (!parts) {
      return 'Missing Authentication Token';
    }
    const [, accessKey, scope, day, scopeRegion, scopeService, names, signature] = parts;
    const signed = names.split(';');
    const age = Math.abs(Date.now() - Date.parse(time.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5')));
    if (accessKey !== credentials.accessKeyId || token !== credentials.sessionToken) {
      return 'The security token included in the request is invalid.';
    }
    if (!(age < 300_000) || day !== time.slice(0, 8) || scopeRegion !== region || scopeService !== service) {
      return 'Credential should be scoped to a valid region and service.';
    }
    const needed = ['host', ...Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'))];
    if (!needed.every((name) => signed.includes(name)) || !host) {
      return 'A header is not signed.';
    }
    const digest = createHash('sha256').update(request.body).digest('hex');
    if (request.headers['x-amz-content-sha256'] !== digest) {
      return 'The digest of the body is wrong.';
    }
    const [path, query = ''] = request.url.split('?');
    const canonical = [
      request.method,
      path.split('/').map(encoded).join('/'),
      query.split('&').filter(Boolean).map((pair) => (pair.includes('=') ? pair : `${pair}=`)).sort().join('&'),
      ...signed.map((name) => `${name}:${request.headers[name].trim().replace(/ +/g, ' ')}`),
      '',
      names,
      digest,
    ].join('\n');
    const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    const key = scope.split('/').reduce((k, part) => createHmac('sha256', k).update(part).digest(), `AWS4${credentials.secretAccessKey}`);
    const expected = createHmac('sha256', key).update(text).digest('hex');
    return signature === expected ? null : 'The request signature we calculated does not match the signature you provided.';
  };
}

function encoded(segment) {
  return segment.replace(/[^A-Za-z0-9._~-]/g, (sign) =>
    [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

export function checkToken(token) {
  return (request) => (request.headers.authorization === `Bearer ${token}` ? null : 'Unauthorized');
}

assert.equal(encoded('a%20b'), 'a%2520b');
