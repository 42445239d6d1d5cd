// Talking to the node. A fault is an Error whose message can be shown as it is.

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? (status === 0 ? 'The node does not answer.' : `The node answered with ${status}.`));
    this.status = status;
    this.code = body?.code ?? (status === 0 ? 'unreachable' : 'unknown');
  }
}

let onUnauthorized = () => {};

/** What is done when the node asks for its token. */
export function whenUnauthorized(action) {
  onUnauthorized = action;
}

async function send(method, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      cache: 'no-store',
      headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, null);
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = new Problem(response.status, await response.json().catch(() => null));
  if (response.status === 401) onUnauthorized();
  throw problem;
}

export const get = (path) => send('GET', path);
export const remove = (path) => send('DELETE', path, undefined, key());
export const post = (path, body) => send('POST', path, body, key());
export const put = (path, body, version) => send('PUT', path, body, { ...key(), ...(version ? { 'If-Match': `"${version}"` } : {}) });

// A request sent twice (a retry of the network) has one effect.
function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return { 'Idempotency-Key': Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('') };
}
