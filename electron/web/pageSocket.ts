// The window's connection: one page at a time, which asks and is told.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EventName, Events } from '../../shared/ipc';
import { fromWire, toWire } from '../../shared/wire';
import { answer } from '../host/door';
import type { Host } from '../host/host';

export interface PageSocket {
  /** Lets a page in, whose request the gate let through; it takes the place of the one before. */
  admit(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
  close(): void;
}

const messageLimit = 96 * 1024 * 1024;
const pendingLimit = 256;
/** A page that takes in nothing is let go; it comes back and asks anew. */
const backlogLimit = 64 * 1024 * 1024;
const pingMs = 20_000;
/** Tells a page that another one has taken over (renderer/socketApi.ts). */
const takenOver = 4001;

interface Question {
  readonly id: number;
  readonly method: unknown;
  readonly request: unknown;
}

/** Null where it is not understood. */
function questionIn(data: unknown, isBinary: boolean): Question | null {
  if (isBinary) return null;
  let message: unknown;
  try {
    message = fromWire((data as Buffer).toString('utf8'));
  } catch {
    return null;
  }
  const { id, method, request } = (typeof message === 'object' && message !== null ? message : {}) as Record<
    string,
    unknown
  >;
  return typeof id === 'number' && Number.isSafeInteger(id) ? { id, method, request } : null;
}

/** Ends a connection that has gone silent. */
function keepAlive(socket: WebSocket): void {
  let alive = true;
  const heard = () => {
    alive = true;
  };
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, pingMs);
  socket.on('pong', heard);
  socket.on('message', heard);
  socket.on('close', () => clearInterval(timer));
}

function answerQuestions(socket: WebSocket, host: Promise<Host>): void {
  let pending = 0;
  socket.on('message', (data, isBinary) => {
    const question = questionIn(data, isBinary);
    if (question === null) return socket.close(1007, 'not understood');
    if (pending >= pendingLimit) return socket.close(1013, 'too many questions at once');
    const { id, method, request } = question;
    pending++;
    void host
      .then(({ handlers }) => answer(handlers, method, request))
      .then((result) => {
        pending--;
        if (socket.readyState === socket.OPEN) socket.send(toWire({ id, result }));
      });
  });
}

export function createPageSocket(host: Promise<Host>): PageSocket {
  // One window at a time, the newest: two pages that edit one project would overwrite each other.
  let page: WebSocket | null = null;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimit, perMessageDeflate: false });
  return {
    admit: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (next) => {
        page?.close(takenOver, 'open in another tab');
        page = next;
        next.on('error', () => next.terminate());
        next.on('close', () => {
          if (page === next) page = null;
        });
        keepAlive(next);
        answerQuestions(next, host);
      }),
    emit(event, payload) {
      if (page === null || page.readyState !== page.OPEN) return;
      if (page.bufferedAmount > backlogLimit) page.terminate();
      else page.send(toWire({ event, payload }));
    },
    close() {
      page?.close(1001, 'Layerloom is closing');
      sockets.close();
    },
  };
}
