// The window's files as they are served, by app:// and by the web host alike: which paths there are, their types, and
// the headers that go with every answer.
import { promises as fs } from 'node:fs';
import { extname, join } from 'node:path';

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** `connect`: what scripts may talk to besides their own origin. */
function contentPolicy(connect = ''): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Mantine and React Flow place things with style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${connect === '' ? '' : ` ${connect}`}`,
    "worker-src 'self'",
    "media-src 'self' blob:",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** Headers of every answer. */
export function securityHeaders(connect = ''): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(self), microphone=(self), geolocation=(), usb=(), serial=(), hid=()',
  };
}

/**
 * The parts of a request's path, or null for one that no page of ours has: anything but plain names, so that no
 * traversal, drive, stream or share is ever put together. `pathname` is still percent-encoded.
 */
function pathParts(pathname: string): readonly string[] | null {
  if (!pathname.startsWith('/') || pathname.length > 500) return null;
  const parts = pathname.slice(1).split('/');
  const names = pathname === '/' ? ['index.html'] : parts;
  return names.every((name) => /^[\w-][\w.-]*$/u.test(name) && !name.includes('..') && !name.endsWith('.'))
    ? names
    : null;
}

export interface Page {
  readonly type: string;
  readonly body: Buffer;
}

/** A file below `root`, or null. Types come from a fixed list; a file of another type is not served. */
export async function readPage(root: string, pathname: string): Promise<Page | null> {
  const parts = pathParts(pathname);
  if (parts === null) return null;
  const type = types[extname(parts[parts.length - 1] as string).toLowerCase()];
  if (type === undefined) return null;
  try {
    return { type, body: await fs.readFile(join(root, ...parts)) };
  } catch {
    return null;
  }
}
