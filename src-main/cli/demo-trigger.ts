import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { logMel, TRIGGER_FRONT_END } from '../audio/mel'
import { encodeWav } from '../audio/wav'
import { durationOf, type Clip } from '../contract/clip'
import type { TracksFigure } from '../contract/figures'
import type { Detection } from '../contract/job'
import type { Seconds } from '../contract/units'
import type { Surroundings } from './command'
import { stageScene, type Scene } from './demo-stream'
import { followJob, type Client } from './follow-job'
import { inSeconds, listenTo } from './listen-job'
import { copyModel } from './model-folder'
import { drawTracks } from './picture'
import { encodePng } from './png'
import type { Chapter } from './report'
import { DATASET_ID, withEngine } from './session'
import { readDataset, type GroupWish } from './sound-groups'
import { formatDuration } from './terminal'

const SEED = 1
/** Less than the recipe of a detector meant for use: the demo is not to take minutes. */
const LESS = { steps: 240, variants: 120 }
/** A decision this long after the word still counts. */
const TOLERANCE: Seconds = 0.5

/** Trains a detector of "computer" from 20 takes and lets it listen to a minute in which the word occurs. */
export async function demonstrateTrigger(out: string, surroundings: Surroundings): Promise<Chapter> {
  const { terminal, signal, root } = surroundings
  const at = (name: string) => join(root, 'assets', 'sounds', 'trigger-demo', name)
  const wish = (option: string, folder: string): GroupWish => ({ option, paths: [at(folder)], atLeast: 1 })
  const training = [
    wish('positives', 'takes'),
    wish('negatives', 'negatives'),
    wish('backgrounds', 'backgrounds')
  ]
  const dataset = await readDataset(training, { terminal, signal })
  const stage = await readDataset([wish('heard', 'heard'), wish('others', 'others'), wish('room', 'room')], {
    terminal,
    signal
  })
  const { heard = [], others = [], room = [] } = stage.groups
  const scene = await stageScene({ words: heard, others, room: room[0]! }, SEED)
  const folder = join(out, 'trigger')
  await mkdir(folder, { recursive: true })
  return withEngine({ surroundings, libraryFolder: null, dataset }, async (client) => {
    const began = performance.now()
    const params = { dataset: DATASET_ID, model: 'streaming', seed: SEED, ...LESS }
    const { id } = await client.jobs.start({ lab: 'trigger', action: 'train', params })
    const trained = await followJob(client, id, { terminal, signal })
    const trainingSeconds = (performance.now() - began) / 1000
    if (!trained.modelId) throw new Error('the training ended without a model')
    await copyModel(client, { id: trained.modelId, to: folder })
    const listened = await hear(scene.clip, { client, model: trained.modelId, surroundings })
    await writeFile(join(folder, 'heard.wav'), encodeWav(scene.clip, 'pcm16'))
    await writeFile(join(folder, 'heard.png'), drawScene(scene, listened.posterior))
    return chapterOf(scene, { ...listened, trainingSeconds, takes: dataset.groups['positives']?.length ?? 0 })
  })
}

interface Listened {
  detections: Detection[]
  posterior: Float32Array<ArrayBuffer>
  listeningSeconds: number
}

async function hear(
  clip: Clip,
  {
    client,
    model,
    surroundings: { terminal, signal }
  }: { client: Client; model: string; surroundings: Surroundings }
): Promise<Listened> {
  const began = performance.now()
  const detections: Detection[] = []
  const posterior: number[] = []
  await listenTo(client, {
    params: { model },
    sound: inSeconds(clip),
    terminal,
    signal,
    onDetection: (detection) => detections.push(detection),
    onSignal: ({ name, values }) => name === 'posterior' && posterior.push(...values)
  })
  return {
    detections,
    posterior: Float32Array.from(posterior),
    listeningSeconds: (performance.now() - began) / 1000
  }
}

function drawScene({ clip, words }: Scene, posterior: Float32Array<ArrayBuffer>): Uint8Array {
  const mel = logMel(clip.samples, TRIGGER_FRONT_END)
  const data = Float32Array.from(
    { length: mel.data.length },
    (_, i) => mel.data[(i % mel.frames) * mel.bands + Math.floor(i / mel.frames)]!
  )
  const figure: TracksFigure = {
    id: 'heard',
    title: 'heard',
    kind: 'tracks',
    duration: durationOf(clip),
    spectrogram: { bands: mel.bands, frames: mel.frames, data },
    tracks: [{ name: 'posterior', role: 'posterior', values: posterior }],
    spans: words.map((word) => ({ ...word, label: 'computer' }))
  }
  return encodePng(drawTracks(figure, { width: 1600, height: 420 }))
}

function chapterOf(
  { clip, words }: Scene,
  {
    detections,
    trainingSeconds,
    listeningSeconds,
    takes
  }: Listened & { trainingSeconds: number; takes: number }
): Chapter {
  const isInside = (time: Seconds) => words.some(({ start, end }) => time >= start && time <= end + TOLERANCE)
  const found = words.filter(({ start, end }) =>
    detections.some(({ time }) => time >= start && time <= end + TOLERANCE)
  ).length
  const falseAccepts = detections.filter(({ time }) => !isInside(time)).length
  return {
    id: 'trigger',
    title: 'Trigger word',
    paragraphs: [
      `A detector of "computer" was trained from ${takes} takes by ${takes} people, some other speech and some noises. It then listened to ${durationOf(clip).toFixed(0)} seconds in a room with the dishes being done, in which ${words.length} other recordings of the word are said among other words, read English and census answers.`,
      'This is a demonstration on a few seconds, not a measurement: README.md has measured numbers, with hours and intervals.'
    ],
    pictures: [
      {
        file: 'trigger/heard.png',
        caption:
          'Spectrogram of what was heard; green bars where the word is said; below, how sure the detector is from 0 to 1.'
      }
    ],
    sounds: [{ file: 'trigger/heard.wav', caption: 'What the detector heard.' }],
    numbers: [
      { name: 'trained in', value: formatDuration(trainingSeconds) },
      { name: 'heard', value: `${found} of ${words.length}` },
      { name: 'fired falsely', value: String(falseAccepts) },
      {
        name: 'time to listen',
        value: `${listeningSeconds.toFixed(1)} s for ${durationOf(clip).toFixed(1)} s of sound`
      }
    ],
    data: {
      takes,
      trainingSeconds,
      listeningSeconds,
      seconds: durationOf(clip),
      words,
      detections,
      found,
      falseAccepts
    }
  }
}
