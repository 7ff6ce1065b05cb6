/** Linux allows 128 KiB for one argument of a command. */
const LONGEST_ARGUMENT = 100_000;

const END = 'JSON';

/**
 * Writes a request as a curl command for a POSIX shell. Secrets are left to variables of the shell.
 *
 * @param {string} url
 * @param {Object} body the JSON of the request
 * @param {import('./api.js').Environment} environment
 * @param {boolean} background whether a job does the work
 * @returns {string}
 */
export function curl(url, body, environment, background = false) {
  const json = JSON.stringify(body);
  const long = new TextEncoder().encode(json).length > LONGEST_ARGUMENT;
  const parts = [
    `curl -sS ${quote(url)}`,
    ...credentials(environment),
    "-H 'Content-Type: application/json'",
    ...(background ? ["-H 'Prefer: respond-async'"] : []),
    long ? `--data-binary @- <<'${END}'\n${json}\n${END}` : `-d ${quote(json)}`,
  ];
  return parts.join(' \\\n  ');
}

/** Quotes a word for a POSIX shell. */
export function quote(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function credentials({ kind, credentials: aws, region, service }) {
  if (kind === 'bearer') {
    return ['-H "Authorization: Bearer $TOKEN"'];
  }
  if (kind !== 'aws') {
    return [];
  }
  return [
    `--aws-sigv4 ${quote(`aws:amz:${region}:${service}`)}`,
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    ...(aws?.sessionToken ? ['-H "X-Amz-Security-Token: $AWS_SESSION_TOKEN"'] : []),
  ];
}
