import { findElectron, launchSettings } from './electron.mjs'
import { ROOT } from './run.mjs'

/**
 * What Playwright's `_electron.launch` needs to open the built app; `npm test` and `npm start` have fetched Electron.
 * @param {string[]} [args] further arguments, after the app's folder
 * @returns {{ executablePath: string, args: string[], env: Record<string, string>, version: string, isFallback: boolean }}
 *   Throws when there is no Electron yet.
 */
export function electronLaunch(args = []) {
  const electron = findElectron()
  if (!electron) throw new Error('Electron is not here yet: run node scripts/setup.mjs')
  const settings = launchSettings(electron)
  const env = /** @type {Record<string, string>} */ ({ ...process.env, ...settings.env })
  return {
    executablePath: electron.executable,
    args: [...settings.args, ROOT, ...args],
    env,
    version: electron.version,
    isFallback: electron.isFallback
  }
}
