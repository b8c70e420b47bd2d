// The window in a browser: nobody but the one who holds the address gets in, and nothing gets out.
import { request as ask } from 'node:http';
import { expect, test } from '../app';
import { answer, goTo, openSample, train } from '../steps';

test('a whole session stays on its own origin, under a strict policy, with no key in sight', async ({ app }) => {
  const { page, kill } = await app.launch();
  const origin = new URL(page.url()).origin;
  const elsewhere: string[] = [];
  const broken: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin: to } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && to !== origin) elsewhere.push(request.url());
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) elsewhere.push(socket.url());
  });
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) broken.push(message.text());
  });
  page.on('pageerror', (error) => broken.push(String(error)));

  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
  expect(page.url()).toBe(`${origin}/`);
  expect(await page.evaluate(() => document.referrer + document.body.innerHTML + location.href)).not.toContain(
    'token=',
  );
  const reloaded = (await page.reload())!;
  const headers = reloaded.headers();
  const policy = headers['content-security-policy']!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src[^;]*(unsafe|\*|http)/);
  expect(policy).not.toMatch(/https?:\/\//);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  const cookies = await page.context().cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate(() => document.cookie)).toBe('');

  await openSample(page, 'Iris');
  await goTo(page, 'Data');
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);
  await goTo(page, 'Evaluate');
  await expect(page.getByText(/unseen samples right/)).toBeVisible({ timeout: 30_000 });
  await goTo(page, 'Predict');
  await answer(page);
  await goTo(page, 'Export');
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect(page.locator('[role="status"][data-verified]')).toBeVisible({ timeout: 60_000 });
  expect(elsewhere).toEqual([]);
  expect(broken).toEqual([]);
  await kill();
});

test('a page without the key gets nothing, in any way', async ({ app }) => {
  const { page } = await app.launch();
  const origin = new URL(page.url()).origin;
  // Another browser on the same machine.
  const stranger = await page.context().browser()!.newContext();
  const other = await stranger.newPage();
  for (const path of ['/', '/index.html', '/download?path=%2Fetc%2Fpasswd', '/?token=guessed']) {
    const response = (await other.goto(`${origin}${path}`))!;
    expect(response.status(), path).toBe(401);
  }
  const socket = await other.evaluate(
    (address) =>
      new Promise<string>((done) => {
        const attempt = new WebSocket(address);
        attempt.onopen = () => done('open');
        attempt.onerror = () => done('refused');
      }),
    `${origin.replace('http', 'ws')}/socket`,
  );
  expect(socket).toBe('refused');
  await stranger.close();

  // A page of another origin in the same browser, cookie and all: a name that leads to this machine, or a form.
  const [cookie] = await page.context().cookies();
  const sent = `${cookie!.name}=${cookie!.value}`;
  const { port } = new URL(origin);
  const status = (headers: Record<string, string>, method = 'GET', path = '/') =>
    new Promise<number>((done, failed) => {
      const request = ask(
        { host: '127.0.0.1', port, path, method, headers: { Cookie: sent, ...headers } },
        (response) => {
          response.resume();
          done(response.statusCode!);
        },
      );
      request.on('error', failed);
      request.end();
    });
  expect(await status({ Host: `127.0.0.1:${port}` })).toBe(200);
  expect(await status({ Host: `evil.example:${port}` })).toBe(403);
  expect(await status({ Host: `127.0.0.1:${port}`, Origin: 'https://evil.example' })).toBe(403);
  expect(await status({ Host: `127.0.0.1:${port}`, Origin: 'null' }, 'POST', '/upload?name=x.csv')).toBe(403);
  expect(await status({ Host: `127.0.0.1:${port}` }, 'POST', '/upload?name=x.csv')).toBe(403);
});
