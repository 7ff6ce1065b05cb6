/**
 * AWS Signature Version 4 for requests that a browser sends to an API Gateway (service `execute-api`) or a Function URL
 * (service `lambda`).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

const ALGORITHM = 'AWS4-HMAC-SHA256';

const utf8 = new TextEncoder();

/**
 * Returns the headers to add to a request, with lower-case names: `authorization`, `x-amz-date`, `x-amz-content-sha256`
 * and, with a session token, `x-amz-security-token`.
 *
 * The request must be sent as it was signed: every header given here with the same value, and the URL as it is. Encode a space
 * in the query as `%20`.
 *
 * @param {object} request
 * @param {string} [request.method] `GET` if absent
 * @param {string | URL} request.url the absolute URL
 * @param {Headers | Record<string, string>} [request.headers] the headers that the page sets; all of them are signed
 * @param {string | Uint8Array | null} [request.body]
 * @param {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} request.credentials
 * @param {string} request.region such as `eu-central-1`
 * @param {'execute-api' | 'lambda'} request.service
 * @param {Date} [request.date] now if absent
 * @returns {Promise<Record<string, string>>}
 * @throws {Error} if the page was not loaded from this machine or over HTTPS: browsers then offer no cryptography
 */
export async function sign({ headers = {}, body = null, credentials, date = new Date(), ...request }) {
  const added = { 'x-amz-date': timestamp(date), 'x-amz-content-sha256': hex(await sha256(body ?? '')) };
  if (credentials.sessionToken) {
    added['x-amz-security-token'] = credentials.sessionToken;
  }
  const signed = new Map([...entries(headers), ...Object.entries(added)]);
  return { authorization: await authorization({ ...request, headers: signed, body, credentials, date }), ...added };
}

/**
 * Returns the value of the header `Authorization` for exactly these headers and `host`.
 *
 * @param {object} request as for {@link sign}; `headers` may repeat a name
 */
export async function authorization({ method = 'GET', url, headers, body, credentials, region, service, date }) {
  const address = new URL(url);
  const canonical = canonicalHeaders(address, headers);
  const names = canonical.map(([name]) => name).join(';');
  const request = [
    method.toUpperCase(),
    canonicalPath(address.pathname),
    canonicalQuery(address.search),
    ...canonical.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hex(await sha256(body ?? '')),
  ].join('\n');
  const time = timestamp(date);
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const text = [ALGORITHM, time, scope.join('/'), hex(await sha256(request))].join('\n');
  let key = utf8.encode(`AWS4${credentials.secretAccessKey}`);
  for (const part of scope) {
    key = await hmac(key, part);
  }
  const signature = hex(await hmac(key, text));
  return `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`;
}

/** Returns sorted pairs. The values of a repeated header are joined. */
function canonicalHeaders(address, headers) {
  const values = new Map([['host', address.host]]);
  for (const [name, value] of entries(headers)) {
    const lower = name.toLowerCase();
    const text = String(value).trim().replace(/ +/g, ' ');
    values.set(lower, values.has(lower) && lower !== 'host' ? `${values.get(lower)},${text}` : text);
  }
  return [...values].sort(byCodePoint);
}

/** Encodes the path as it is sent once more, as every service but S3 does. */
function canonicalPath(path) {
  return path.replace(/\/{2,}/g, '/').split('/').map(encode).join('/');
}

function canonicalQuery(search) {
  return search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, ...value] = pair.split('=');
      return [encode(decode(name)), encode(decode(value.join('=')))];
    })
    .sort(byCodePoint)
    .map((pair) => pair.join('='))
    .join('&');
}

/** Encodes everything but unreserved characters (RFC 3986). */
function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Returns the text as it is if it is not encoded correctly. */
function decode(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

/** Orders pairs by name, then value. All of both is ASCII. */
function byCodePoint([name, value], [otherName, otherValue]) {
  if (name !== otherName) {
    return name < otherName ? -1 : 1;
  }
  return value < otherValue ? -1 : Number(value > otherValue);
}

function entries(headers) {
  return typeof headers[Symbol.iterator] === 'function' ? headers : Object.entries(headers);
}

/** Returns the time as AWS writes it: `20150830T123600Z`. */
function timestamp(date) {
  return date.toISOString().replace(/[:-]|\.\d+/g, '');
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sha256(content) {
  return new Uint8Array(await subtle().digest('SHA-256', typeof content === 'string' ? utf8.encode(content) : content));
}

async function hmac(key, text) {
  const secret = await subtle().importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle().sign('HMAC', secret, utf8.encode(text)));
}

function subtle() {
  if (!globalThis.crypto?.subtle) {
    throw new Error('This browser signs requests only on a page that was loaded from localhost or over HTTPS.');
  }
  return globalThis.crypto.subtle;
}
