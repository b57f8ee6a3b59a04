import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeMusic } from '../engine/music'
import type { Surroundings } from './command'
import { improviseWithBand, type Playing } from './jazz-improvise'
import { encodePng } from './png'
import type { Chapter } from './report'
import { drawRoll } from './roll-picture'
import { withEngine } from './session'

/** A blues in F with the changes of bebop. */
const BLUES: Playing = {
  chart: 'F7 | Bb7 | F7 | Cm7 F7 | Bb7 | Bdim7 | F7 | Am7 D7 | Gm7 | C7 | F7 D7 | Gm7 C7',
  title: 'Blues in F',
  tempo: 168,
  swing: 0.63,
  choruses: 3,
  model: 'built-in',
  seed: 3,
  temperature: 1,
  topP: 1,
  motifs: 1,
  mostCopied: 16,
  density: 0,
  low: 46,
  high: 82,
  chordTones: false,
  style: 'swing',
  program: 66
}

/** Improvises three choruses of a blues with a band, and writes what it is as notes, as sound and as a score. */
export async function demonstrateJazz(out: string, surroundings: Surroundings): Promise<Chapter> {
  const folder = join(out, 'jazz')
  await mkdir(folder, { recursive: true })
  const { arrangement, about, result } = await withEngine({ surroundings, libraryFolder: null }, (client) =>
    improviseWithBand(client, BLUES, surroundings)
  )
  const files = { midi: 'blues.mid', musicxml: 'blues.musicxml', wav: 'blues.wav' } as const
  const began = performance.now()
  for (const [format, name] of Object.entries(files) as [keyof typeof files, string][]) {
    surroundings.terminal.progress(null, `writing ${name}`)
    await writeFile(join(folder, name), await writeMusic(arrangement, format, { about }))
  }
  const renderingSeconds = (performance.now() - began) / 1000
  await writeFile(join(folder, 'blues.png'), encodePng(drawRoll(arrangement, { width: 1600, height: 480 })))
  return chapterOf({ ...result, bars: arrangement.bars.length, renderingSeconds })
}

type Played = Awaited<ReturnType<typeof improviseWithBand>>['result'] & {
  bars: number
  renderingSeconds: number
}

function chapterOf({ bars, notes, seconds, duration, ...measured }: Played): Chapter {
  const { chordToneRatio, copied, novelty, renderingSeconds } = measured
  const percent = (share: number | null) =>
    share === null ? 'not measured' : `${(100 * share).toFixed(0)} %`
  const run = copied
    ? `${copied.notes} notes${copied.source === null ? '' : `, in ${copied.source}`}`
    : 'not measured'
  return {
    id: 'jazz',
    title: 'Jazz',
    paragraphs: [
      'The soloist that comes with Cadenza, an LSTM trained on solos of the Weimar Jazz Database (ODbL 1.0), improvises three choruses of a blues in F; the comping, the walking bass and the drums follow from the chart. Nothing was chosen by ear: it is one take, by its seed.',
      'blues.mid and blues.musicxml in the folder jazz hold the same notes for other programs.'
    ],
    pictures: [
      {
        file: 'jazz/blues.png',
        caption:
          'Piano roll: the solo in orange over bass (blue) and comping (grey); bands are tones of the chord, lines are bars.'
      }
    ],
    sounds: [
      { file: 'jazz/blues.wav', caption: 'Solo and band, played by the sound font FluidR3 Mono (MIT).' }
    ],
    numbers: [
      { name: 'notes of the solo', value: `${notes} in ${bars} bars, drawn in ${seconds.toFixed(2)} s` },
      { name: 'tones of the chord on strong beats', value: percent(chordToneRatio) },
      { name: 'longest run that a solo of the training has too', value: run },
      { name: 'runs of six notes that no solo of the training has', value: percent(novelty) },
      {
        name: 'files written in',
        value: `${renderingSeconds.toFixed(1)} s for ${duration.toFixed(0)} s of music`
      }
    ],
    data: { bars, notes, seconds, duration, renderingSeconds, chordToneRatio, copied, novelty }
  }
}
