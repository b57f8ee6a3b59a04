import { buildIfStale } from './build.mjs'
import { installDependencies } from './dependencies.mjs'
import { hasDisplay } from './display.mjs'
import { getElectron } from './electron.mjs'
import { provideLibraries } from './libraries.mjs'
import { alone } from './lock.mjs'
import { provideMoonshine } from './moonshine.mjs'
import { main } from './run.mjs'

/**
 * Everything that must be there before the app runs; each step does nothing when its work is done.
 * @param {{ needsWindow: boolean, needsXvfb: boolean }} needs
 */
export function setUp({ needsWindow, needsXvfb }) {
  return alone(async () => {
    await installDependencies()
    if (needsWindow) provideLibraries({ executable: (await getElectron()).executable, needsXvfb })
    provideMoonshine()
    buildIfStale()
  })
}

if (process.argv[1] === import.meta.filename)
  await main(() =>
    setUp({ needsWindow: hasDisplay() || process.argv.includes('--window'), needsXvfb: false })
  )
