import { join } from 'node:path'
import { findElectron, launchSettings } from './electron.mjs'
import { ROOT, SetupError, main, run } from './run.mjs'
import { setUp } from './setup.mjs'

await main(async () => {
  await setUp({ needsWindow: true, needsXvfb: false })
  const electron = findElectron()
  if (!electron) throw new SetupError('Electron is not here yet: run npm start')
  const { args, env } = launchSettings(electron)
  run(
    process.execPath,
    [join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch'],
    {
      env: { ...env, ELECTRON_EXEC_PATH: electron.executable, NO_SANDBOX: args.length > 0 ? '1' : '0' }
    }
  )
})
