import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shippedScoreboard, type Finding, type MeasuredAgain } from '../contract/scoreboard'
import { Changes } from '../library/changes'
import { Measurements } from '../library/scoreboard'
import { defineCommand, type Surroundings } from './command'
import { DATA_OPTIONS } from './scoreboard-data'
import { measureRow, type Asked } from './scoreboard-run'
import { userLibrary } from './user-library'

export const scoreboardCommand = defineCommand({
  words: ['scoreboard'],
  summary: 'every assignment of the course: the published number beside ours; with --run, measures one again',
  details: [
    'What is measured again is kept in your library, with a run, and shown beside what comes with Cadenza.',
    'Rows whose data does not come with Cadenza say what they need; --data brings it. With --json the last line of --run is',
    '{row, result, numbers, seed, data, dataHash, seconds, isShort}.'
  ].join('\n'),
  options: {
    run: { kind: 'path', shown: 'ROW', help: 'measure this row again, such as date-nmt' },
    ...DATA_OPTIONS,
    seed: { kind: 'integer', min: 0, max: 2 ** 31 - 1, default: 1, help: 'of the measurement' },
    short: { kind: 'switch', help: 'a rough number soon: fewer passes, or less that is measured on' }
  },
  async run({ run, ...asked }, surroundings) {
    return run === undefined ? list(surroundings) : measureRow(run, asked satisfies Asked, surroundings)
  }
})

async function list({ terminal, root }: Surroundings): Promise<Record<string, unknown>> {
  const { rows } = shippedScoreboard.parse(
    JSON.parse(await readFile(join(root, 'assets', 'scoreboard.json'), 'utf8'))
  )
  const folder = userLibrary()
  const measurements = new Measurements(folder, { changes: new Changes(folder) })
  const all = await Promise.all(rows.map(async (row) => ({ ...row, again: await measurements.read(row.id) })))
  for (const { id, assignment, published, ours, measured, again } of all) {
    terminal.say(`${id}: ${assignment}`)
    terminal.say(`  published  ${published}`)
    terminal.say(`  to show    ${ours}`)
    terminal.say(`  measured   ${measured ? inWords(measured) : 'not measured'}`)
    if (again) terminal.say(`  here       ${again.isShort ? 'short: ' : ''}${inWords(again)}`)
    terminal.say('')
  }
  return { rows: all }
}

const inWords = ({ result, seed, data, seconds, date, version }: Finding | MeasuredAgain) =>
  `${result} (seed ${seed}, ${data}, ${seconds} s, ${date}, version ${version})`
