import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { ROOT } from '../../scripts/run.mjs'
import { runFor } from './run-for.mjs'

/** The package that the app asks for first; without a CUDA device it computes on the processor. */
export const PACKAGE = '@tensorflow/tfjs-node-gpu'
const BUILD_MINUTES = 6

/** What the app has of its own: were they here too, the tests would load two of each. */
const SHARED = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu', 'tfjs-converter']
/** Used only while building. */
const BUILT_WITH = ['deps/include', 'build-tmp-napi-v8']

/** The version of the package that the app would install. @returns {string} */
export function packageVersion() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).optionalDependencies[PACKAGE]
}

/**
 * Installs the package into `folder` as npm does for the app (its own install script, the app's own lock), with the C library out of
 * `library`, and its binding compiled from source. Throws an Obstacle where that fails.
 * @param {{ folder: string, library: string }} places
 */
export async function installPackage({ folder, library }) {
  const manifest = { name: 'native-tensorflow', private: true, dependencies: { [PACKAGE]: packageVersion() } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  copyFileSync(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'))
  const server = await serve(library)
  try {
    await runFor(
      BUILD_MINUTES,
      {
        program: 'npm',
        args: ['install', '--omit=dev', '--no-audit', '--no-fund', '--foreground-scripts'],
        cwd: folder,
        env: { TFJS_NODE_BASE_URI: server.address, npm_config_build_from_source: 'true', ...headers() }
      },
      `${PACKAGE} could not be installed`
    )
  } finally {
    server.close()
  }
  const modules = join(folder, 'node_modules')
  for (const path of BUILT_WITH) rmSync(join(modules, PACKAGE, path), { recursive: true, force: true })
  for (const name of SHARED) rmSync(join(modules, '@tensorflow', name), { recursive: true, force: true })
}

/** Node's headers, where they lie beside Node; otherwise node-gyp downloads them. @returns {Record<string, string>} */
function headers() {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {}
}

/**
 * Answers every request on a port of this machine with the library as a tar: tfjs-node unpacks it whether or not it is compressed.
 * @param {string} library
 * @returns {Promise<{ address: string, close: () => void }>}
 */
async function serve(library) {
  const server = createServer((_, response) => {
    const tar = spawn('tar', ['-cf', '-', '-C', library, 'lib', 'include'], {
      stdio: ['ignore', 'pipe', 'ignore']
    })
    tar.stdout.pipe(response)
    response.once('close', () => tar.kill())
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    address: `http://127.0.0.1:${port}/libtensorflow-`,
    close() {
      server.closeAllConnections()
      server.close()
    }
  }
}
