// The loopback server against those who should not get in: every route with every credential, host and origin.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createGrants, type Grants } from '../../../electron/host/grants';
import type { Host } from '../../../electron/host/host';
import { startWebServer, type WebServer } from '../../../electron/web/server';
import { methodNames } from '../../../shared/ipcNames';
import { ok } from '../../../shared/result';

let folder: string;
let grants: Grants;
let server: WebServer;
let cookie: string;
let origin: string;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'layerloom-web-'));
  mkdirSync(join(folder, 'pages/assets'), { recursive: true });
  writeFileSync(join(folder, 'pages/index.html'), '<!doctype html><title>Layerloom</title>');
  writeFileSync(join(folder, 'pages/assets/a-1.js'), 'export {};');
  writeFileSync(join(folder, 'pages/notes.xyz'), 'of no known type');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  grants = createGrants();
  const handlers = Object.fromEntries(methodNames.map((name) => [name, async (asked: unknown) => ok(asked)]));
  const host = { handlers, grants } as unknown as Host;
  server = await startWebServer({
    pages: join(folder, 'pages'),
    userData: folder,
    host: Promise.resolve(host),
    port: 0,
  });
  origin = `http://127.0.0.1:${server.port}`;
  token = new URL(server.address).searchParams.get('token') ?? '';
  const opened = await ask({ path: `/?token=${token}` });
  cookie = String(opened.headers['set-cookie']?.[0]).split(';')[0] as string;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}
interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The path goes out exactly as written, unlike with fetch. */
function ask({ path = '/', method = 'GET', headers = {}, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Raw bytes in, the answer's first line out. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString();
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said.split('\r\n')[0] ?? ''));
  });
}

/** 101 when the socket opened, else the status of the refusal. */
function upgrade(headers: Record<string, string>, path = '/socket'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
}

const routes: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/'],
  ['GET', '/index.html'],
  ['GET', '/assets/a-1.js'],
  ['GET', '/download?path=/etc/passwd'],
  ['POST', '/upload?name=a.csv'],
  ['POST', '/upload-folder?into=12345678'],
  ['SOCKET', '/socket'],
];

const send = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  method === 'SOCKET' ? upgrade(headers, path) : ask({ method, path, headers }).then((answer) => answer.status);

describe('the gate', () => {
  const intruders: readonly (readonly [who: string, headers: () => Record<string, string>, status: number])[] = [
    ['nobody known', () => ({ origin }), 401],
    ['a wrong cookie', () => ({ origin, cookie: `layerloom-${server.port}=${'A'.repeat(32)}` }), 401],
    ['a cookie of another port', () => ({ origin, cookie: cookie.replace(String(server.port), '1') }), 401],
    ['two cookies', () => ({ origin, cookie: `${cookie}; ${cookie}` }), 401],
    ['the token as a cookie', () => ({ origin, cookie: `layerloom-${server.port}=${token}` }), 401],
    ['a foreign origin', () => ({ origin: 'http://evil.test', cookie }), 403],
    ['origin null', () => ({ origin: 'null', cookie }), 403],
    ['a lookalike origin', () => ({ origin: `${origin}.evil.test`, cookie }), 403],
    ['another port’s origin', () => ({ origin: 'http://127.0.0.1:1', cookie }), 403],
    ['https', () => ({ origin: origin.replace('http', 'https'), cookie }), 403],
    ['localhost’s origin at 127.0.0.1', () => ({ origin: `http://localhost:${server.port}`, cookie }), 403],
    ...[
      'evil.test',
      '0.0.0.0',
      '2130706433',
      '0x7f000001',
      '017700000001',
      'localhost.',
      '127.0.0.1.nip.io',
      '[::1]',
      '127.1',
    ].flatMap((host) => [
      [
        `host ${host}`,
        () => ({ host: `${host}:${server.port}`, origin: `http://${host}:${server.port}`, cookie }),
        403,
      ] as const,
    ]),
    ['a host without its port', () => ({ host: '127.0.0.1', origin: 'http://127.0.0.1', cookie }), 403],
    [
      'a page of another site',
      () => ({ origin, cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }),
      403,
    ],
    [
      'X-Forwarded-Host',
      () => ({ host: 'evil.test', 'x-forwarded-host': `127.0.0.1:${server.port}`, origin, cookie }),
      403,
    ],
  ];
  it.each(intruders)('refuses %s on every route', async (_who, headers, status) => {
    for (const [method, path] of routes) expect(await send(method, path, headers()), `${method} ${path}`).toBe(status);
  });

  it('wants an origin for everything that is no page', async () => {
    for (const [method, path] of routes) {
      const status = await send(method, path, { cookie });
      if (method === 'GET') expect(status, path).not.toBe(403);
      else expect(status, path).toBe(403);
    }
  });

  it('lets its own window in (the control)', async () => {
    for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`]) {
      expect(await upgrade({ host, origin: `http://${host}`, cookie })).toBe(101);
      expect((await ask({ headers: { host, cookie } })).status).toBe(200);
    }
  });

  it('takes the token once, whole and alone, and hides it afterwards', async () => {
    for (const path of [
      `/?token=${token}&token=${token}`,
      `/?token=${token.slice(1)}`,
      '/?token=',
      `/?token=${token}x`,
      `/index.html?token=${token}`,
      `/?x=1`,
    ]) {
      const answer = await ask({ path });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const opened = await ask({ path: `/?token=${token}` });
    expect(opened.status).toBe(200);
    expect(opened.headers['set-cookie']?.[0]).toMatch(/^layerloom-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(opened.headers['referrer-policy']).toBe('no-referrer');
    expect(opened.body).not.toContain(token);
    expect((await ask({ path: `/?token=${token}`, headers: { host: 'evil.test' } })).status).toBe(403);
  });
});

describe('pages', () => {
  it('carry the policy and fixed types', async () => {
    const page = await ask({ headers: { cookie } });
    expect([page.status, page.headers['content-type'], page.headers['x-content-type-options']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'nosniff',
    ]);
    const policy = String(page.headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
    expect((await ask({ path: '/assets/a-1.js', headers: { cookie } })).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    );
  });

  const outside = [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/..\\secret.txt',
    '/assets//a-1.js',
    '/%00',
    '/index.html%00.js',
    '/C:/Windows/win.ini',
    '/C%3a/x',
    '/index.html::$DATA',
    '/index.html.',
    '/index.html%20',
    '/assets',
    '/assets/',
    '/notes.xyz',
    '/.hidden',
    '/....//secret.txt',
    '/%252e%252e/secret.txt',
    '/etc/passwd',
    `/${'a/'.repeat(400)}`,
  ];
  it('has an answer, and nothing else, for a browser that asks for an icon before it has the key', async () => {
    const answer = await ask({ path: '/favicon.ico' });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect((await ask({ path: '/favicon.ico', headers: { host: 'evil.example' } })).status).not.toBe(204);
  });
  it.each(outside)('are all there is: %s', async (path) => {
    const answer = await ask({ path, headers: { cookie } });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'TRACE'])('refuse %s', async (method) => {
    expect((await ask({ method, headers: { cookie, origin } })).status).toBe(405);
  });

  it.each([
    [
      'an absolute address',
      () => `GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`,
      /^HTTP\/1\.1 400/,
    ],
    ['a network path', () => `GET //evil.test/ HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`, /^HTTP\/1\.1 400/],
    [
      'two hosts',
      () => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`,
      /^HTTP\/1\.1 400/,
    ],
    ['no host', () => 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400/],
    ['an unknown verb', () => `FOO / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`, /^HTTP\/1\.1 400/],
    ['CONNECT', () => `CONNECT evil.test:80 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`, /^$/],
    [
      '20 KB of headers',
      () => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431/,
    ],
    [
      'two lengths',
      () =>
        `POST /upload?name=x HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      /^HTTP\/1\.1 400/,
    ],
    ['noise', () => '\x16\x03\x01\x02\x00\x01\x00', /^HTTP\/1\.1 400/],
  ])('refuse %s', async (_what, text, says) => {
    expect(await raw(text())).toMatch(says);
    expect((await ask({ headers: { cookie } })).status).toBe(200);
  });
});

describe('files', () => {
  const upload = (name: string, body: string | Buffer, more = '') =>
    ask({ method: 'POST', path: `/upload?name=${encodeURIComponent(name)}${more}`, headers: { cookie, origin }, body });

  it.each([
    ['data.csv', /\/uploads\/u-[0-9a-f]{16}\/data\.csv$/],
    ['../../x.csv', /\/uploads\/u-[0-9a-f]{16}\/x\.csv$/],
    ['..\\..\\x.csv', /\/uploads\/u-[0-9a-f]{16}\/x\.csv$/],
    ['con', /\/uploads\/u-[0-9a-f]{16}\/con-project$/],
    [`${'n'.repeat(300)}.csv`, /\/uploads\/u-[0-9a-f]{16}\/n{80}\.csv$/],
    ['/etc/passwd', /\/uploads\/u-[0-9a-f]{16}\/passwd$/],
    ['my net.loom', /\/projects\/my net\.loom$/],
    ['my net.loom', /\/projects\/my net 2\.loom$/],
  ])('%s is stored under names of ours', async (name, says) => {
    const answer = JSON.parse((await upload(name, 'a,b\n1,2\n')).body) as { ok: boolean; value: { path: string } };
    expect(answer.value.path).toMatch(says);
    expect(answer.value.path.startsWith(folder)).toBe(true);
    expect(readFileSync(answer.value.path, 'utf8')).toBe('a,b\n1,2\n');
    expect(grants.objectionTo(answer.value.path)).toBeNull();
  });

  it('a folder keeps its classes and cannot be left', async () => {
    const into = '&into=abcdefgh-1';
    for (const name of [
      'pets/cats/1.png',
      'pets/cats/2.png',
      'pets/dogs/1.png',
      'pets/../../../x.png',
      'pets/a/../../b.png',
    ])
      expect((await upload(name, name, into)).status).toBe(200);
    const made = JSON.parse(
      (await ask({ method: 'POST', path: '/upload-folder?into=abcdefgh-1&name=pets', headers: { cookie, origin } }))
        .body,
    ) as { value: { path: string; name: string; kind: string } };
    expect(made.value).toMatchObject({ name: 'pets', kind: 'folder' });
    expect(made.value.path.startsWith(join(folder, 'uploads/u-'))).toBe(true);
    expect(readFileSync(join(made.value.path, 'cats/2.png'), 'utf8')).toBe('pets/cats/2.png');
    expect(
      (await ask({ method: 'POST', path: '/upload-folder?into=abcdefgh-1', headers: { cookie, origin } })).status,
    ).toBe(400);
  });

  it('refuses packed bodies and uploads without a name', async () => {
    expect(
      (
        await ask({
          method: 'POST',
          path: '/upload?name=x',
          headers: { cookie, origin, 'content-encoding': 'gzip' },
          body: 'x',
        })
      ).status,
    ).toBe(415);
    expect((await ask({ method: 'POST', path: '/upload', headers: { cookie, origin }, body: 'x' })).status).toBe(400);
    expect((await ask({ method: 'POST', path: '/elsewhere', headers: { cookie, origin }, body: 'x' })).status).toBe(
      404,
    );
  });

  it('gives only what was granted, as an attachment', async () => {
    const secret = join(folder, 'secret.txt');
    expect((await ask({ path: `/download?path=${encodeURIComponent(secret)}`, headers: { cookie } })).status).toBe(404);
    const given = join(folder, 'gîven "x".txt');
    writeFileSync(given, 'given');
    await grants.grant(given);
    const answer = await ask({ path: `/download?path=${encodeURIComponent(given)}`, headers: { cookie } });
    expect([answer.status, answer.body]).toEqual([200, 'given']);
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="g_ven _x_.txt"; filename*=UTF-8''g%C3%AEven%20%22x%22.txt`,
    );
    await grants.grant(join(folder, 'pages'));
    const zipped = await ask({
      path: `/download?path=${encodeURIComponent(join(folder, 'pages'))}`,
      headers: { cookie },
    });
    expect(zipped.body.startsWith('PK')).toBe(true);
    expect(zipped.headers['content-disposition']).toContain('pages.zip');
  });
});

describe('the socket', () => {
  function open(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, { headers: { origin, cookie } });
      socket.on('open', () => resolve(socket));
      socket.on('error', reject);
    });
  }
  const closed = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => socket.on('close', (code) => resolve(code)));
  const said = (socket: WebSocket): Promise<unknown> =>
    new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));

  it('answers questions and refuses what does not fit', async () => {
    const socket = await open();
    socket.send(JSON.stringify({ id: 1, method: 'newProject', request: { name: 'x' } }));
    expect(await said(socket)).toEqual({ id: 1, result: { ok: true, value: { name: 'x' } } });
    socket.send(JSON.stringify({ id: 2, method: '__proto__', request: {} }));
    expect(await said(socket)).toMatchObject({ id: 2, result: { ok: false, problem: { code: 'door.method' } } });
    socket.close();
  });

  it('sends events, NaN included, to the newest page; the one before is told to go', async () => {
    const first = await open();
    const gone = closed(first);
    const second = await open();
    expect(await gone).toBe(4001);
    const heard = said(second);
    server.emit('run', { runId: 'r', events: [{ type: 'batch', step: 1, epoch: 1, figures: { loss: NaN } }] });
    expect(await heard).toMatchObject({
      event: 'run',
      payload: { events: [{ figures: { loss: { $number: 'NaN' } } }] },
    });
    second.close();
  });

  it.each([
    ['text that is no JSON', 'hello', 1007],
    ['a message without an id', '{"method":"appInfo"}', 1007],
    ['an id that is no number', '{"id":"x","method":"appInfo"}', 1007],
    ['binary', Buffer.from('{"id":1}'), 1007],
    ['null', 'null', 1007],
  ])('closes at %s', async (_what, message, code) => {
    const socket = await open();
    const gone = closed(socket);
    socket.send(message);
    expect(await gone).toBe(code);
  });

  it('closes at a message of 97 MiB, and goes on for others', async () => {
    const socket = await open();
    const gone = closed(socket);
    socket.send('x'.repeat(97 * 1024 * 1024), () => undefined);
    socket.on('error', () => undefined);
    expect([1009, 1006]).toContain(await gone);
    expect((await ask({ headers: { cookie } })).status).toBe(200);
  });
});

describe('ports', () => {
  it('gives way when the wished port is taken', async () => {
    const second = await startWebServer({
      pages: folder,
      userData: folder,
      host: Promise.resolve({} as Host),
      port: server.port,
    });
    expect(second.port).not.toBe(server.port);
    await second.close();
  });
});
