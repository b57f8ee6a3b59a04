import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { MusicFormat } from '../contract/band'
import { bandStyles, misfitOf, sayMisfit, type BandStyle } from '../contract/band-style'
import { note, secondsOf, type Arrangement } from '../contract/music'
import { writeMusic } from '../engine/music'
import { writeFileWhole } from '../library/files'
import { parseLeadSheet, LeadSheetError } from '../music/lead-sheet'
import { defineCommand, type Surroundings } from './command'
import { followJob, type Client } from './follow-job'
import { prepareFolder } from './model-folder'
import type { Values } from './options'
import { withEngine } from './session'
import { soloistOf, SOLOIST } from './soloist-options'
import { UsageError } from './usage-error'

/** How a soloist is asked to play. */
export const PLAYING = {
  chart: {
    kind: 'path',
    shown: 'CHORDS',
    required: true,
    help: 'chords of a chorus, such as "Dm7 G7 | Cmaj7 | %", or a file that holds them'
  },
  title: { kind: 'path', shown: 'TITLE', default: '', help: 'what the tune is called' },
  tempo: { kind: 'number', min: 20, max: 500, default: 160, help: 'beats a minute' },
  swing: {
    kind: 'number',
    min: 0.5,
    max: 0.8,
    default: 0.62,
    help: 'share of a beat that the first of two eighths takes'
  },
  choruses: { kind: 'integer', min: 1, max: 50, default: 1, help: 'how often the chart is played' },
  ...SOLOIST,
  density: {
    kind: 'number',
    min: -1,
    max: 1,
    default: 0,
    help: 'below 0 fewer and longer notes, above more'
  },
  low: { kind: 'integer', min: 21, max: 108, default: 46, help: 'lowest note, as a MIDI number' },
  high: { kind: 'integer', min: 21, max: 108, default: 82, help: 'highest note, as a MIDI number' },
  chordTones: { kind: 'switch', help: 'what begins on a strong beat is a tone of the chord' },
  style: { kind: 'choice', values: bandStyles, default: 'swing', help: 'how the band plays' },
  program: {
    kind: 'integer',
    min: 0,
    max: 127,
    default: 66,
    help: 'instrument of the solo by General MIDI, counted from 0: 66 is a tenor saxophone'
  }
} as const

const FILES = ['midi', 'wav', 'musicxml'] as const

export const jazzImproviseCommand = defineCommand({
  words: ['jazz', 'improvise'],
  summary: 'improvise over a chart with a band, and say what of it was copied',
  details: [
    'notes are counted; seconds is the time that they took to be drawn, duration how long they last. copied is the longest run shared with',
    'what the soloist was trained on, in any key; novelty the share of its runs of six notes that do not occur there.'
  ].join('\n'),
  options: {
    ...PLAYING,
    midi: { kind: 'path', shown: 'FILE', help: 'write solo and band as a MIDI file' },
    wav: { kind: 'path', shown: 'FILE', help: 'write them as sound: 44.1 kHz, stereo' },
    musicxml: { kind: 'path', shown: 'FILE', help: 'write the solo with its chords as a score' },
    force: { kind: 'switch', help: 'replace files that are there already' }
  },
  async run({ midi, wav, musicxml, force, ...playing }, surroundings) {
    const { terminal } = surroundings
    const targets = { midi, wav, musicxml }
    for (const format of FILES) await checkTarget(format, targets[format], force)
    const wish = { ...playing, chart: await readChart(playing.chart) }
    warnOfMisfit(wish.chart, wish.style, terminal)
    const { arrangement, about, result } = await withEngine(
      { surroundings, libraryFolder: null },
      async (client) => improviseWithBand(client, wish, surroundings)
    )
    const written: Partial<Record<MusicFormat, string>> = {}
    for (const format of FILES) {
      const path = targets[format]
      if (path === undefined) continue
      terminal.progress(null, `writing ${path}`)
      await writeFileWhole(
        path,
        await writeMusic(arrangement, format, { about, signal: surroundings.signal })
      )
      written[format] = path
    }
    const { notes, seconds, duration, chordToneRatio, novelty, copied } = result
    terminal.say(`${notes} notes, ${duration.toFixed(1)} s of music, drawn in ${seconds.toFixed(2)} s`)
    if (chordToneRatio != null)
      terminal.say(`chord tones on strong beats  ${(100 * chordToneRatio).toFixed(1)} %`)
    if (novelty != null) terminal.say(`new runs of six notes  ${(100 * novelty).toFixed(1)} %`)
    if (copied) terminal.say(`longest run copied  ${copied.notes} notes (${copied.source ?? 'of no tune'})`)
    for (const path of Object.values(written)) terminal.say(`written: ${path}`)
    return { ...result, written }
  }
})

export type Playing = Values<typeof PLAYING>

/** What the lab answers. */
const played = z.looseObject({
  notes: z.array(note),
  seconds: z.number(),
  chordToneRatio: z.number().nullish(),
  copied: z.object({ notes: z.number(), beats: z.number(), source: z.string().nullable() }).nullish(),
  novelty: z.number().nullish()
})

/** Asks the lab for a solo and the engine for a band. `about` says how to get the same again. */
export async function improviseWithBand(
  client: Client,
  wish: Playing,
  { terminal, signal }: Pick<Surroundings, 'terminal' | 'signal'>
) {
  const { title, model, style, program, chart, ...how } = wish
  const params = { ...how, chart, model: await soloistOf(client, model) }
  const { id } = await client.jobs.start({ lab: 'jazz', action: 'run', params })
  const { result } = await followJob(client, id, { terminal, signal })
  const { notes, seconds, chordToneRatio, copied, novelty } = played.parse(result)
  const { choruses, seed, tempo, swing } = how
  const feel = { tempo, swing }
  const band = await client.music.arrange({ chart, title, feel, choruses, seed, style })
  const solo = { role: 'solo' as const, program, notes }
  const arrangement: Arrangement = { ...band, parts: [solo, ...band.parts] }
  const end = notes.reduce((latest, { onset, duration }) => Math.max(latest, onset + duration), 0)
  return {
    arrangement,
    about: JSON.stringify(wish, Object.keys(PLAYING)),
    result: {
      notes: notes.length,
      seconds,
      duration: secondsOf(end, feel),
      chordToneRatio: chordToneRatio ?? null,
      copied: copied ?? null,
      novelty: novelty ?? null
    }
  }
}

/** Lead-sheet text, or that of a file. Throws UsageError with the place where it cannot be read. */
async function readChart(written: string): Promise<string> {
  const isFile = await stat(written).then(
    (info) => info.isFile(),
    () => false
  )
  const text = isFile ? await readFile(written, 'utf8') : written
  try {
    parseLeadSheet(text)
    return text
  } catch (error) {
    if (error instanceof LeadSheetError)
      throw new UsageError(`'--chart'${isFile ? `: ${written}` : ''}: ${error.message}`)
    throw error
  }
}

async function checkTarget(option: MusicFormat, path: string | undefined, force: boolean): Promise<void> {
  if (path === undefined) return
  const info = await stat(path).catch(() => null)
  if (info?.isDirectory()) throw new UsageError(`'--${option}': ${path} is a folder, not a file`)
  if (info && !force) throw new UsageError(`'--${option}': ${path} is there already; --force replaces it`)
  await prepareFolder(option, dirname(path))
}

/** @param text of a chart that can be read */
function warnOfMisfit(text: string, style: BandStyle, terminal: Surroundings['terminal']): void {
  const { bars } = parseLeadSheet(text)
  const misfit = misfitOf(bars, style)
  if (!misfit) return
  const fitting = bandStyles.filter((other) => misfitOf(bars, other) === null)
  terminal.warn(
    `warning: '--style ${style}' does not fit the metre. ${sayMisfit(misfit)}; what fits: ${fitting.join(', ')}`
  )
}
