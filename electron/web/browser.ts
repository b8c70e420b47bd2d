// Opens the person's browser, where there is a screen to show it on.
import { spawn } from 'node:child_process';

/** Best effort: the address is printed as well. */
export function openBrowser(address: string, environment: NodeJS.ProcessEnv): void {
  if (environment['LAYERLOOM_NO_BROWSER'] !== undefined) return;
  const screen =
    process.platform !== 'linux' ||
    environment['DISPLAY'] !== undefined ||
    environment['WAYLAND_DISPLAY'] !== undefined;
  if (!screen) return;
  const [command, args]: readonly [string, readonly string[]] =
    process.platform === 'win32'
      ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
      : process.platform === 'darwin'
        ? ['open', [address]]
        : ['xdg-open', [address]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
