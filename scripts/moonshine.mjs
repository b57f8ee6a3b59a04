import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchTarball } from './npm-tarball.mjs'
import { ROOT, SetupError, say } from './run.mjs'
import { readFromTarball } from './zip.mjs'

/** The package that has the English Moonshine network, MIT; of it only the two files of the network are kept. */
const PACKAGE = {
  name: '@moonshine-ai/moonshine-js@0.1.29',
  integrity:
    'sha512-Gx1B3mJcbM68ihSy/LyJEuEkGq7sYMqTb04zNdcIeidU0URVlSmXP0GyiQOTTAqDZQXlIC7k+bky+FdXk0UPlg==',
  retries: 0 // a start without a network must not wait
}
const INSIDE = 'package/dist/model/tiny/quantized'
const FILES = ['encoder_model.onnx', 'decoder_model_merged.onnx']
const FOLDER = join(ROOT, 'assets', 'recognisers', 'sherpa', 'moonshine-tiny')

/**
 * Fetches the recogniser of everyday English that comes with Cadenza, 28 MB, where it is not here yet. Without it the app runs too: it then
 * says what is missing.
 */
export function provideMoonshine() {
  const missing = FILES.filter((name) => !existsSync(join(FOLDER, name)))
  if (missing.length === 0) return
  const temporary = join(FOLDER, '.part')
  rmSync(temporary, { recursive: true, force: true }) // what an interrupted set-up left
  mkdirSync(temporary)
  try {
    say('cadenza: fetching Moonshine, a recogniser of English, from the npm registry (22 MB, once)')
    const tarball = fetchTarball(PACKAGE, temporary)
    for (const name of missing) {
      writeFileSync(join(temporary, name), readFromTarball(tarball, `${INSIDE}/${name}`))
      renameSync(join(temporary, name), join(FOLDER, name))
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`cadenza: ${error.message}; free speech needs a model until the next start`)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}
