// What the loopback server answers over HTTP: the window's files, uploads and downloads, all behind the gate.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toWire } from '../../shared/wire';
import type { Host } from '../host/host';
import { readPage } from '../host/pages';
import type { Gate } from './gate';
import { createTransfer, type Transfer } from './transfer';

export interface RequestsOptions {
  /** Folder of the built window. */
  readonly pages: string;
  readonly userData: string;
  readonly host: Promise<Host>;
  readonly gate: Gate;
  /** Headers of every answer. */
  readonly headers: () => Record<string, string>;
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

const refusals = {
  400: 'Bad request',
  401: 'Open the address that Layerloom printed when it started; it holds the key.',
  403: 'Layerloom answers only its own window on this machine.',
} as const;

/** A page of our own goes on from here, so that the strict cookie is sent whoever held the link. */
const wayIn =
  '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Layerloom</title>';

/** Never throws: what goes wrong is answered with 500. */
export function createRequests({ pages, userData, host, gate, headers }: RequestsOptions): Respond {
  let transfer: Promise<Transfer> | null = null;
  const transferring = () => (transfer ??= host.then(({ grants }) => createTransfer(userData, grants)));

  function send(response: ServerResponse, status: number, more: Record<string, string | number>, body?: unknown): void {
    response.writeHead(status, { ...headers(), ...more });
    response.end(body);
  }

  function refuse(response: ServerResponse, status: number, text: string): void {
    const more = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', Connection: 'close' };
    send(response, status, more, `${text}\n`);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const writes = request.method === 'POST';
    const place = gate.place(request, writes);
    if (place !== null) return refuse(response, place, refusals[place]);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method !== 'GET' && request.method !== 'HEAD' && !writes) {
      response.setHeader('Allow', 'GET, HEAD, POST');
      return refuse(response, 405, 'Method not allowed');
    }
    // The window names its icon itself; browsers ask for this one all the same, before they have the key.
    if (!writes && url.pathname === '/favicon.ico') return send(response, 204, { 'Cache-Control': 'max-age=86400' });
    if (!writes && url.pathname === '/' && url.searchParams.has('token')) {
      if (!gate.opens(url.searchParams)) return refuse(response, 401, refusals[401]);
      // The token leaves the address bar and the history.
      const more = {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Set-Cookie': gate.cookie,
      };
      return send(response, 200, more, wayIn);
    }
    const verdict = gate.check(request, writes);
    if (verdict !== null) return refuse(response, verdict, refusals[verdict]);
    return writes ? take(request, response, url) : give(request, response, url);
  }

  async function give(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname === '/download') {
      const { download } = await transferring();
      if (request.method === 'HEAD' || !(await download(response, url.searchParams, headers())))
        refuse(response, 404, 'Not found');
      return;
    }
    // The raw path: URL would resolve dots before they are seen.
    const page = await readPage(pages, (request.url ?? '/').split('?')[0]!);
    if (page === null) return refuse(response, 404, 'Not found');
    const more = { 'Content-Type': page.type, 'Content-Length': page.body.length, 'Cache-Control': 'no-cache' };
    send(response, 200, more, request.method === 'HEAD' ? undefined : page.body);
  }

  async function take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.headers['content-encoding'] !== undefined)
      return refuse(response, 415, 'Send the file as it is, not packed');
    const { upload, uploadFolder } = await transferring();
    let result;
    if (url.pathname === '/upload') result = await upload(request, url.searchParams);
    else if (url.pathname === '/upload-folder') result = await uploadFolder(url.searchParams);
    else return refuse(response, 404, 'Not found');
    const more = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' };
    send(response, result.ok ? 200 : 400, more, toWire(result));
  }

  return (request, response) => {
    serve(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'Something went wrong');
    });
  };
}
