import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wav': 'audio/wav'
}

/**
 * No inline script, nothing from outside. WebAssembly may be compiled; styles may be inline because Svelte and the components set them
 * on elements.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** Cross-origin isolation, which SharedArrayBuffer needs, and the policy above. */
const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'X-Content-Type-Options': 'nosniff'
}

/** Answers a request of the window for one of its own files below `folder`; 404 for all else. */
export async function serveWindowFile(folder: string, url: string): Promise<Response> {
  const path = pathBelow(folder, url)
  const bytes = path && (await readFile(path).catch(() => null))
  if (!bytes) return new Response('not found', { status: 404, headers: HEADERS })
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
  return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'Content-Type': type } })
}

/** The file that a URL names; null where it would lie outside of `folder`. */
export function pathBelow(folder: string, url: string): string | null {
  const { pathname } = new URL(url)
  try {
    const name = decodeURIComponent(pathname === '/' ? '/index.html' : pathname)
    if (name.includes('\0')) return null
    const path = normalize(join(folder, name))
    return path.startsWith(normalize(folder) + sep) ? path : null
  } catch {
    return null
  }
}
