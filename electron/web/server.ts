// The loopback server: the window's files, its WebSocket, uploads and downloads, all behind the same gate.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Host } from '../host/host';
import { securityHeaders } from '../host/pages';
import { createGate } from './gate';
import { createPageSocket, type PageSocket } from './pageSocket';
import { createRequests } from './requests';

export interface WebServer extends Pick<PageSocket, 'emit'> {
  /** With the token: the one address that opens the window. */
  readonly address: string;
  readonly port: number;
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

export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  let port = 0;
  const gate = createGate(() => port);
  const headers = () => securityHeaders(`ws://127.0.0.1:${port} ws://localhost:${port}`);
  const server = createServer({ maxHeaderSize: 16 * 1024 }, createRequests({ ...options, gate, headers }));
  server.maxHeadersCount = 100;
  server.headersTimeout = 10_000;
  server.requestTimeout = 15 * 60_000;
  server.keepAliveTimeout = 5_000;
  server.timeout = 60_000;
  server.maxConnections = 128;

  const page = createPageSocket(options.host);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const verdict = gate.check(request, true) ?? (request.url === '/socket' ? null : 404);
    if (verdict === null) page.admit(request, socket, head);
    else socket.end(`HTTP/1.1 ${verdict} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });

  await listen(server, options.port);
  port = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${port}/?token=${gate.token}`,
    port,
    emit: page.emit,
    close: () =>
      new Promise((resolve) => {
        page.close();
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
