// app://layerloom/… serves the window's files, with the policy in every answer's headers.
import { protocol, type Session } from 'electron';
import { readPage, securityHeaders } from '../host/pages';
import { appHost, appScheme } from './security';

/** Must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

async function answer(root: string, method: string, address: string): Promise<Answer> {
  const headers = securityHeaders();
  const refuse = (status: number, text: string): Answer => ({
    status,
    headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
    body: Buffer.from(text),
  });
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Method not allowed');
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return refuse(400, 'Bad request');
  }
  const page = url.host === appHost ? await readPage(root, url.pathname) : null;
  return page === null
    ? refuse(404, 'Not found')
    : { status: 200, headers: { ...headers, 'Content-Type': page.type }, body: page.body };
}

/** `root`: the folder of the built window. */
export function serveApp(session: Session, root: string): void {
  // Electron 25 and later.
  if (typeof session.protocol.handle === 'function') {
    session.protocol.handle(appScheme, async (request) => {
      const { status, headers, body } = await answer(root, request.method, request.url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  session.protocol.registerBufferProtocol(appScheme, (request, callback) => {
    const respond = async () => {
      const { status, headers, body } = await answer(root, request.method, request.url);
      const mimeType = (headers['Content-Type'] ?? 'text/plain').split(';')[0] as string;
      callback({ statusCode: status, headers, mimeType, charset: 'utf-8', data: body });
    };
    void respond();
  });
}
