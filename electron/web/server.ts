// The loopback server: the window's files, its WebSocket, uploads and downloads, all behind the same gate.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EventName, Events } from '../../shared/ipc';
import { fromWire, toWire } from '../../shared/wire';
import { answer } from '../host/door';
import type { Host } from '../host/host';
import { readPage, securityHeaders } from '../host/pages';
import { createGate } from './gate';
import { createTransfer } from './transfer';

export interface WebServer {
  /** With the token: the one address that opens the window. */
  readonly address: string;
  readonly port: number;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  close(): Promise<void>;
}

export interface WebServerOptions {
  /** Folder of the built window. */
  readonly pages: string;
  readonly userData: string;
  readonly host: Promise<Host>;
  /** 0: any free one. */
  readonly port: number;
}

const messageLimit = 96 * 1024 * 1024;
const pendingLimit = 256;
/** A page that takes in nothing is let go; it comes back and asks anew. */
const backlogLimit = 64 * 1024 * 1024;
const pingMs = 20_000;
/** Tells a page that another one has taken over (renderer/socketApi.ts). */
const takenOver = 4001;

export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  let port = 0;
  const gate = createGate(() => port);
  const headers = () => securityHeaders(`ws://127.0.0.1:${port} ws://localhost:${port}`);
  const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
    serve(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'Something went wrong');
    });
  });
  server.maxHeadersCount = 100;
  server.headersTimeout = 10_000;
  server.requestTimeout = 15 * 60_000;
  server.keepAliveTimeout = 5_000;
  server.timeout = 60_000;
  server.maxConnections = 128;

  function refuse(response: ServerResponse, status: number, text: string): void {
    response.writeHead(status, {
      ...headers(),
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      Connection: 'close',
    });
    response.end(`${text}\n`);
  }

  const refusals = {
    400: 'Bad request',
    401: 'Open the address that Layerloom printed when it started; it holds the key.',
    403: 'Layerloom answers only its own window on this machine.',
  } as const;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const writes = request.method === 'POST';
    const place = gate.place(request, writes);
    if (place !== null) return refuse(response, place, refusals[place]);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method !== 'GET' && request.method !== 'HEAD' && !writes) {
      response.setHeader('Allow', 'GET, HEAD, POST');
      return refuse(response, 405, 'Method not allowed');
    }
    if (!writes && url.pathname === '/favicon.ico') {
      // The window names its icon itself; browsers ask for this one all the same, before they have the key.
      response.writeHead(204, { ...headers(), 'Cache-Control': 'max-age=86400' });
      response.end();
      return;
    }
    if (!writes && url.pathname === '/' && url.searchParams.has('token')) {
      if (!gate.opens(url.searchParams)) return refuse(response, 401, refusals[401]);
      // A page of our own goes on from here, so that the strict cookie is sent whoever held the link, and the token
      // leaves the address bar and the history.
      response.writeHead(200, {
        ...headers(),
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Set-Cookie': gate.cookie,
      });
      response.end(
        '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Layerloom</title>',
      );
      return;
    }
    const verdict = gate.check(request, writes);
    if (verdict !== null) return refuse(response, verdict, refusals[verdict]);
    if (writes) return take(request, response, url);
    const host = await options.host;
    if (url.pathname === '/download') {
      const transfer = createTransfer(options.userData, host.grants);
      if (request.method === 'HEAD' || !(await transfer.download(response, url.searchParams, headers())))
        refuse(response, 404, 'Not found');
      return;
    }
    // The raw path: URL would resolve dots before they are seen.
    const page = await readPage(options.pages, (request.url ?? '/').split('?')[0] as string);
    if (page === null) return refuse(response, 404, 'Not found');
    response.writeHead(200, {
      ...headers(),
      'Content-Type': page.type,
      'Content-Length': page.body.length,
      'Cache-Control': 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : page.body);
  }

  let transfer: ReturnType<typeof createTransfer> | null = null;
  async function take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.headers['content-encoding'] !== undefined)
      return refuse(response, 415, 'Send the file as it is, not packed');
    transfer ??= createTransfer(options.userData, (await options.host).grants);
    let result;
    if (url.pathname === '/upload') result = await transfer.upload(request, url.searchParams);
    else if (url.pathname === '/upload-folder') result = await transfer.uploadFolder(url.searchParams);
    else return refuse(response, 404, 'Not found');
    response.writeHead(result.ok ? 200 : 400, {
      ...headers(),
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(toWire(result));
  }

  // One window at a time, the newest: two pages that edit one project would overwrite each other.
  let page: WebSocket | null = null;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimit, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const verdict = gate.check(request, true) ?? (request.url === '/socket' ? null : 404);
    if (verdict !== null) {
      socket.end(`HTTP/1.1 ${verdict} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (next) => {
      page?.close(takenOver, 'open in another tab');
      page = next;
      attend(next);
    });
  });

  function attend(socket: WebSocket): void {
    let pending = 0;
    let alive = true;
    const timer = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }, pingMs);
    socket.on('pong', () => {
      alive = true;
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(timer);
      if (page === socket) page = null;
    });
    socket.on('message', (data, isBinary) => {
      alive = true;
      let message: unknown;
      try {
        if (isBinary) throw new SyntaxError('text is expected');
        message = fromWire((data as Buffer).toString('utf8'));
      } catch {
        return socket.close(1007, 'not understood');
      }
      const { id, method, request } = (typeof message === 'object' && message !== null ? message : {}) as Record<
        string,
        unknown
      >;
      if (typeof id !== 'number' || !Number.isSafeInteger(id)) return socket.close(1007, 'not understood');
      if (pending >= pendingLimit) return socket.close(1013, 'too many questions at once');
      pending++;
      void options.host
        .then((host) => answer(host.handlers, method, request))
        .then((result) => {
          pending--;
          if (socket.readyState === socket.OPEN) socket.send(toWire({ id, result }));
        });
    });
  }

  await listen(server, options.port);
  port = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${port}/?token=${gate.token}`,
    port,
    emit(event, payload) {
      if (page === null || page.readyState !== page.OPEN) return;
      if (page.bufferedAmount > backlogLimit) page.terminate();
      else page.send(toWire({ event, payload }));
    },
    close: () =>
      new Promise((resolve) => {
        page?.close(1001, 'Layerloom is closing');
        sockets.close();
        server.close(() => resolve());
        // Connections that are kept alive would hold it open.
        server.closeAllConnections?.();
      }),
  };
}

/** Listens on loopback only. A wished port that is taken gives way to a free one. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(listen(server, 0));
      else reject(error);
    };
    server.once('error', onError);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', onError);
      resolve();
    });
  });
}
