// Electron's own security list, checked on the running app (../../../docs/security.md says why each matters).
import type { Page } from '@playwright/test';
import { expect, test } from '../app';

/** Tries to open a window, and to follow a link, as a page does. */
async function leave(page: Page, url: string): Promise<void> {
  await page.evaluate((target) => {
    window.open(target);
    const link = document.createElement('a');
    link.href = target;
    document.body.append(link);
    setTimeout(() => link.click(), 0);
  }, url);
}

test.describe('the window is closed in', () => {
  test('preferences: sandboxed, isolated, no Node, one origin', async ({ app }) => {
    const { electron, page } = await app.launch();
    const preferences = await electron!.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        // Not in the public types; Electron's own tests read it the same way.
        const last = (
          contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
        ).getLastWebPreferences();
        return Object.fromEntries(
          [
            'sandbox',
            'contextIsolation',
            'nodeIntegration',
            'webSecurity',
            'webviewTag',
            'allowRunningInsecureContent',
            'experimentalFeatures',
          ].map((name) => [name, last[name]]),
        );
      }),
    );
    for (const entry of preferences) {
      expect(entry).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
      });
      expect(entry['allowRunningInsecureContent'] ?? false).toBe(false);
      expect(entry['experimentalFeatures'] ?? false).toBe(false);
    }
    expect(new URL(page.url()).protocol).toBe('app:');
    const globals = await page.evaluate(() => [
      typeof (globalThis as Record<string, unknown>)['require'],
      typeof (globalThis as Record<string, unknown>)['process'],
      Object.keys((globalThis as unknown as { api: object }).api).sort(),
    ]);
    expect(globals).toEqual(['undefined', 'undefined', ['call', 'grantFile', 'on']]);
  });

  test('the policy refuses inline script, eval and everything remote', async ({ app }) => {
    const { page } = await app.launch();
    const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).not.toMatch(/https?:/);
    const outcome = await page.evaluate(async () => {
      const broken: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.pwned = 1';
      document.body.append(script);
      // The debugger that Playwright speaks through is allowed to eval until the first pause; the page itself is not.
      await new Promise((done) => setTimeout(done, 0));
      let evaluated = true;
      try {
        new Function('return 1')();
      } catch {
        evaluated = false;
      }
      const image = new Image();
      const loaded = new Promise<boolean>((done) => {
        image.onload = () => done(true);
        image.onerror = () => done(false);
      });
      image.src = 'https://example.org/pixel.png';
      return { pwned: 'pwned' in globalThis, evaluated, remote: await loaded, broken: broken.length };
    });
    expect(outcome).toMatchObject({ pwned: false, evaluated: false, remote: false });
    expect(outcome.broken).toBeGreaterThanOrEqual(2);
  });

  test('no way out of the window', async ({ app }) => {
    const { electron, page } = await app.launch();
    const home = page.url();
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'data:text/html,hi',
      'javascript:alert(1)',
      'app://evil/index.html',
      'app://layerloom.evil/',
    ]) {
      await test.step(url, async () => {
        await leave(page, url);
        await page.waitForTimeout(300);
        expect(page.url()).toBe(home);
        expect(electron!.windows()).toHaveLength(1);
      });
    }
    await test.step('about:blank, which nothing can refuse, leads back at once', async () => {
      await leave(page, 'about:blank');
      await expect(page.getByRole('button', { name: 'New project' })).toBeVisible();
      expect(page.url()).toBe(home);
      expect(electron!.windows()).toHaveLength(1);
    });
  });

  test('the protocol serves nothing outside of the window’s folder', async ({ app }) => {
    const { page } = await app.launch();
    const statuses = await page.evaluate(() =>
      Promise.all(
        [
          '/../package.json',
          '/%2e%2e/package.json',
          '/..%2fpackage.json',
          '/..%5cpackage.json',
          '//etc/passwd',
          '/%00',
          '/assets/../../package.json',
        ].map(async (path) => (await fetch(`app://layerloom${path}`).catch(() => ({ status: 0 }))).status),
      ),
    );
    for (const status of statuses) expect([0, 400, 404]).toContain(status);
  });

  test('the door refuses unknown methods, wrong shapes and paths never granted', async ({ app }) => {
    const { page } = await app.launch();
    const answers = await page.evaluate(async () => {
      const { api } = globalThis as unknown as {
        api: {
          call(method: string, request: unknown): Promise<{ ok: boolean }>;
          grantFile(file: unknown): Promise<unknown>;
        };
      };
      const calls = [
        api.call('constructor', {}),
        api.call('__proto__', {}),
        api.call('openProject', { path: '/etc/passwd' }),
        api.call('openProject', { path: 42 }),
        api.call('openProject', null),
        api.call('inspectData', {
          taskId: 't',
          source: { type: 'file', path: '/etc/passwd', name: 'passwd' },
          options: {},
        }),
        api.call('getRun', { runId: '../../etc' }),
      ];
      const settled = await Promise.all(
        calls.map((call) =>
          call.then(
            (answer) => answer.ok,
            () => false,
          ),
        ),
      );
      const forged = await api.grantFile({ name: 'x', size: 1, path: '/etc/passwd' }).catch(() => null);
      return { settled, forged };
    });
    expect(answers).toEqual({ settled: [false, false, false, false, false, false, false], forged: null });
  });

  test('permissions are refused', async ({ app }) => {
    const { page } = await app.launch();
    const states = await page.evaluate(async () => {
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      );
      const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      );
      const notifications = await Notification.requestPermission();
      return { microphone, camera, notifications };
    });
    expect(states).toEqual({ microphone: 'denied', camera: 'denied', notifications: 'denied' });
  });
});
