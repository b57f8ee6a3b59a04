import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { defineCommand } from './command'

/** assets/scoreboard.json: one row an assignment of the course. */
const scoreboard = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      assignment: z.string(),
      setUp: z.string(),
      published: z.string(),
      ours: z.string(),
      /** Null: not measured. */
      measured: z
        .object({
          result: z.string(),
          seed: z.string(),
          data: z.string(),
          seconds: z.number(),
          date: z.iso.date(),
          version: z.string()
        })
        .nullable()
    })
  )
})
export type Scoreboard = z.output<typeof scoreboard>

export const scoreboardCommand = defineCommand({
  words: ['scoreboard'],
  summary: 'every assignment of the course: the published number beside ours',
  options: {},
  async run(_values, { terminal, root }) {
    const { rows } = scoreboard.parse(
      JSON.parse(await readFile(join(root, 'assets', 'scoreboard.json'), 'utf8'))
    )
    if (!terminal.isJson) for (const row of rows) for (const line of linesOf(row)) terminal.say(line)
    return { rows }
  }
})

function linesOf({ id, assignment, published, ours, measured }: Scoreboard['rows'][number]): string[] {
  const found = measured
    ? `${measured.result} (seed ${measured.seed}, ${measured.data}, ${measured.seconds} s, ${measured.date}, version ${measured.version})`
    : 'not measured'
  return [
    `${id}: ${assignment}`,
    `  published  ${published}`,
    `  to show    ${ours}`,
    `  measured   ${found}`,
    ''
  ]
}
