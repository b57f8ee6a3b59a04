import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { hasDisplay } from './display.mjs'
import { findElectron, launchSettings } from './electron.mjs'
import { ROOT, SetupError, main, say } from './run.mjs'

/** Opens the window and ends as it ends. @param {string[]} args */
function openWindow(args) {
  const electron = findElectron()
  if (!electron) throw new SetupError('Electron is not here yet: run npm start')
  if (electron.isFallback)
    say(`cadenza: running in Electron ${electron.version}, an old one for testing, not for daily use`)
  const settings = launchSettings(electron)
  const env = { ...process.env, ...settings.env }
  const app = spawn(electron.executable, [...settings.args, ROOT, ...args], { stdio: 'inherit', env })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => app.kill(signal))
  app.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** @param {string[]} args */
function runDemo(args) {
  say('cadenza: there is no display here, so no window; running the demo on the command line instead')
  const demo = [join(import.meta.dirname, 'cadenza.mjs'), 'demo', ...args]
  spawn(process.execPath, demo, { stdio: 'inherit' }).once('exit', (code) => process.exit(code ?? 1))
}

await main(async () => {
  const args = process.argv.slice(2)
  if (hasDisplay()) openWindow(args)
  else runDemo(args)
})
