import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { alone } from '../../scripts/lock.mjs'
import { ROOT, cacheFolder, run, say } from '../../scripts/run.mjs'
import { PACKAGE, installPackage, packageVersion } from './binding.mjs'
import { layOutLibrary } from './library.mjs'
import { Obstacle, runFor } from './run-for.mjs'

/** Grows when what is made changes. */
const RECIPE = 1
const TOOLS = [
  { name: 'pip for Python 3', command: ['python3', '-m', 'pip', '--version'] },
  { name: 'C++ compiler (g++)', command: ['g++', '--version'] },
  { name: 'make', command: ['make', '--version'] },
  { name: 'tar', command: ['tar', '--version'] }
]

/**
 * A folder of modules with native TensorFlow in it, made at the first call and kept in the cache.
 * @returns {Promise<{ env: Record<string, string> }>} `env`: with it, `require` finds the package after the app's own
 */
export async function provideTensorFlow() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Obstacle(
      `the library is assembled for Linux on x64 only, not ${process.platform}-${process.arch}`
    )
  const folder = join(cacheFolder(), `native-tensorflow-${packageVersion()}-${RECIPE}`)
  mkdirSync(cacheFolder(), { recursive: true })
  await alone(async () => {
    if (!existsSync(folder)) await make(folder)
  }, `${folder}.lock`)
  const env = {
    NODE_PATH: [join(ROOT, 'node_modules'), join(folder, 'node_modules')].join(delimiter),
    TF_CPP_MIN_LOG_LEVEL: '2'
  }
  await runFor(
    2,
    { program: process.execPath, args: ['-e', `require('${PACKAGE}')`], env },
    'native TensorFlow does not load here'
  )
  return { env }
}

/** The folder appears only when it is whole. @param {string} folder */
async function make(folder) {
  for (const { name, command } of TOOLS) {
    const [program = '', ...args] = command
    if (!run(program, args, { quiet: true }).ok) throw new Obstacle(`there is no ${name}`)
  }
  for (const name of readdirSync(dirname(folder)))
    // what an interrupted run left behind
    if (name.startsWith(`${basename(folder)}.part-`))
      rmSync(join(dirname(folder), name), { recursive: true, force: true })
  const library = mkdtempSync(`${folder}.part-`)
  const made = mkdtempSync(`${folder}.part-`)
  try {
    say('native tests: getting TensorFlow (a wheel of 232 MB, once)')
    await layOutLibrary(library)
    say('native tests: building the binding of tfjs-node')
    await installPackage({ folder: made, library })
    renameSync(made, folder)
  } finally {
    for (const rest of [library, made]) rmSync(rest, { recursive: true, force: true })
  }
}
