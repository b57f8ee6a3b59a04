import { spawn } from 'node:child_process'
import { SetupError } from './run.mjs'

/** Whether a window can be shown here. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * Starts a virtual display of our own.
 * @returns {Promise<{ display: string, close: () => void }>} display: the value for DISPLAY
 */
export function openVirtualDisplay() {
  const args = ['-displayfd', '1', '-screen', '0', '1440x900x24', '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    server.once('error', () => reject(new SetupError('Xvfb is missing: install it, or set DISPLAY')))
    server.once('exit', (code) =>
      reject(new SetupError(`Xvfb ended at once (status ${code}): set DISPLAY instead`))
    )
    server.stdout.once('data', (number) =>
      resolve({ display: `:${String(number).trim()}`, close: () => void server.kill() })
    )
  })
}
