// Who may talk to the loopback server: one check for pages, uploads and the WebSocket alike.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Status of the refusal, or null when the request may pass. */
export type Verdict = 400 | 401 | 403 | null;

export interface Gate {
  /** Handed out once, in the address that is printed. */
  readonly token: string;
  /** Exact Host, exact Origin where there must be one, no request from another site. */
  place(request: IncomingMessage, needsOrigin: boolean): Verdict;
  /** `place`, and the cookie. */
  check(request: IncomingMessage, needsOrigin: boolean): Verdict;
  /** True for the token of the printed address, given exactly once. */
  opens(query: URLSearchParams): boolean;
  /** Value of Set-Cookie for a browser that came with the token. */
  readonly cookie: string;
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function occurrences(request: IncomingMessage, name: string): number {
  let count = 0;
  for (let at = 0; at < request.rawHeaders.length; at += 2) if (request.rawHeaders[at]?.toLowerCase() === name) count++;
  return count;
}

/** `port`: asked for at every check, since it is known only once the server listens. */
export function createGate(port: () => number): Gate {
  const token = randomBytes(24).toString('base64url');
  const secret = randomBytes(24).toString('base64url');
  // Cookies do not keep ports apart: the name does.
  const cookieName = () => `layerloom-${port()}`;

  function place(request: IncomingMessage, needsOrigin: boolean): Verdict {
    if (request.url === undefined || !request.url.startsWith('/') || request.url.startsWith('//')) return 400;
    if (occurrences(request, 'host') !== 1 || occurrences(request, 'origin') > 1) return 400;
    const { host, origin } = request.headers;
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    if (host === undefined || !hosts.includes(host)) return 403;
    if (origin === undefined ? needsOrigin : origin !== `http://${host}`) return 403;
    const site = request.headers['sec-fetch-site'];
    const navigation =
      request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(navigation && !needsOrigin)) return 403;
    return null;
  }

  return {
    token,
    place,
    check(request, needsOrigin) {
      const verdict = place(request, needsOrigin);
      if (verdict !== null) return verdict;
      const values = (request.headers.cookie ?? '')
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part.startsWith(`${cookieName()}=`))
        .map((part) => part.slice(cookieName().length + 1));
      return values.length === 1 && equal(values[0] as string, secret) ? null : 401;
    },
    opens(query) {
      const tokens = query.getAll('token');
      return tokens.length === 1 && equal(tokens[0] as string, token);
    },
    get cookie() {
      return `${cookieName()}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
  };
}
