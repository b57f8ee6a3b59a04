import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resample } from '../audio/resample'
import { encodeWav } from '../audio/wav'
import { durationOf, type Clip } from '../contract/clip'
import type { HeatmapFigure, TableFigure } from '../contract/figures'
import type { JobState } from '../contract/job'
import { textOf, type Transcript } from '../contract/transcript'
import type { Hertz, Seconds } from '../contract/units'
import { countErrors } from '../text/alignment'
import { wordErrorRate } from '../text/error-rate'
import { writeTranscript } from '../text/subtitles'
import type { Surroundings } from './command'
import { followJob } from './follow-job'
import { encodePng } from './png'
import { drawPosteriorPicture } from './posterior-picture'
import type { Chapter } from './report'
import { withEngine } from './session'
import { readGroups } from './sound-groups'
import { FileSounds, planFiles } from './transcribed-files'
import { readTranscribedFolders } from './transcribed-folder'

const RATE: Hertz = 16_000
const PAUSE: Seconds = 0.7
const PICTURE_WIDTH = 1600
/** The answer whose steps are drawn: all four would be too narrow to read. */
const DRAWN = 2

/** Spoken answers one after another, and where each is said. */
interface Speech {
  clip: Clip
  answers: { said: string; start: Seconds; end: Seconds }[]
}

/** Writes down four spoken answers with the recogniser that comes along, and shows what it hears in each step. */
export async function demonstrateSpeech(out: string, surroundings: Surroundings): Promise<Chapter> {
  const folder = join(out, 'speech')
  await mkdir(folder, { recursive: true })
  const speech = await joinAnswers(surroundings)
  const sound = join(folder, 'answers.wav')
  await writeFile(sound, encodeWav(speech.clip, 'pcm16'))
  const wishes = await planFiles([sound], { format: 'json', out: undefined, force: false })
  const otherSounds = new FileSounds(wishes)
  return withEngine({ surroundings, libraryFolder: null, otherSounds }, async (client) => {
    const [wish] = wishes
    const act = async (action: string, params: Record<string, unknown>): Promise<JobState> => {
      const { id } = await client.jobs.start({
        lab: 'speech',
        action,
        params: { ...params, clip: wish!.clip }
      })
      return followJob(client, id, surroundings)
    }
    const read = await act('transcribe', {})
    const transcript = otherSounds.transcriptOf(wish!)
    for (const format of ['srt', 'json'] as const)
      await writeFile(join(folder, `answers.${format}`), writeTranscript(transcript, format))
    const { start, end } = speech.answers[DRAWN]!
    const { figures } = await act('inspect', { start, end })
    await writeFile(join(folder, 'posteriors.png'), drawInside(figures))
    return chapterOf(speech, transcript, Number(read.result?.['realTimeFactor']))
  })
}

async function joinAnswers({ root, terminal, signal }: Surroundings): Promise<Speech> {
  const from = join(root, 'assets', 'sounds', 'speech-demo')
  const files = await readTranscribedFolders('speech-demo', [from])
  const group = { name: 'spoken', title: 'speech-demo', paths: [from], atLeast: files.length, files }
  const { groups } = await readGroups([group], { terminal, signal })
  const pause = new Float32Array(Math.round(PAUSE * RATE))
  const pieces: Float32Array[] = [pause]
  const answers: Speech['answers'] = []
  let position = pause.length
  for (const source of groups['spoken'] ?? []) {
    const { samples } = await resample(await source.load(), RATE)
    const end = position + samples.length
    answers.push({ said: source.transcript ?? '', start: position / RATE, end: end / RATE })
    pieces.push(samples, pause)
    position = end + pause.length
  }
  const samples = new Float32Array(position)
  pieces.reduce((at, piece) => {
    samples.set(piece, at)
    return at + piece.length
  }, 0)
  return { clip: { samples, sampleRate: RATE }, answers }
}

function drawInside(figures: JobState['figures']): Uint8Array {
  const collapse = figures['collapse'] as TableFigure
  const letters = collapse.rows.map(([letter, start, end]) => ({
    letter: String(letter),
    start: Number(start),
    end: Number(end)
  }))
  return encodePng(drawPosteriorPicture(figures['posteriors'] as HeatmapFigure, letters, PICTURE_WIDTH))
}

function chapterOf(speech: Speech, { words }: Transcript, realTimeFactor: number): Chapter {
  const answers = speech.answers.map(({ said, start, end }) => {
    const within = words.filter((word) => word.start >= start - PAUSE / 2 && word.start < end + PAUSE / 2)
    return { said, heard: textOf(within) }
  })
  const errors = wordErrorRate(answers.map(({ said, heard }) => ({ reference: said, hypothesis: heard })))
  const seconds = durationOf(speech.clip)
  return {
    id: 'speech',
    title: 'Speech',
    paragraphs: [
      'Four people whom the recogniser that comes with Cadenza was not trained on answer a census; it wrote down what they say. The transcript lies beside this report, as subtitles (speech/answers.srt) and with the time and confidence of each word (speech/answers.json).',
      ...answers.map(({ said, heard }) => `Said: ${said}. Heard: ${heard || 'nothing'}.`),
      'This is a demonstration on a few words, not a measurement: README.md has measured numbers.'
    ],
    pictures: [
      {
        file: 'speech/posteriors.png',
        caption: `“${answers[DRAWN]!.said}”: how probable the network finds each symbol at each step; · is the blank, ␣ the space. Below, the letters that are left once repeats are merged and blanks are gone.`
      }
    ],
    sounds: [{ file: 'speech/answers.wav', caption: 'What it heard.' }],
    numbers: [
      { name: 'words said', value: String(errors.length) },
      { name: 'wrong words', value: String(countErrors(errors)) },
      {
        name: 'time to read',
        value: `${(realTimeFactor * seconds).toFixed(2)} s for ${seconds.toFixed(1)} s of sound`
      }
    ],
    data: { answers, words, seconds, realTimeFactor, wer: errors.rate }
  }
}
