import { logMel, TRIGGER_FRONT_END, type MelFrontEnd } from '../../audio/mel'
import { normaliseWords } from '../../text/normalise'

/**
 * The recogniser's ears and its alphabet, shared by training and reading. One encoded example: the sound of "GO" of 0.5 s at 16 kHz is 8,000
 * samples → features [48 frames, 64 bands] → labels [9, 17] (G, O); the transcript "it's 3" is normalised to "IT'S THREE".
 */
export const SAMPLE_RATE = 16_000

/** Log-mel frames each 10 ms, as the trigger detectors hear, with more bands. */
export const FRONT_END: Readonly<MelFrontEnd> = { ...TRIGGER_FRONT_END, bands: 64 }

/** Symbol k of the output; 0 is the blank. */
export const SYMBOLS: readonly string[] = ['', ' ', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', "'"]
export const BLANK = 0

const PLACE = new Map(SYMBOLS.map((symbol, place) => [symbol, place]))

/** A transcript in the recogniser's alphabet: upper case, numbers spelled, accents and punctuation dropped, single spaces. */
export const normaliseTranscript = (text: string): string => normaliseWords(text).join(' ')

/** Labels of a normalised transcript. Throws RangeError where a letter is outside the alphabet. */
export function encodeTranscript(text: string): number[] {
  return Array.from(text, (symbol) => {
    const place = PLACE.get(symbol)
    if (place === undefined) throw new RangeError(`'${symbol}' is not in the recogniser's alphabet`)
    return place
  })
}

/** The text of labels. */
export const decodeLabels = (labels: readonly number[]): string =>
  labels
    .map((label) => SYMBOLS[label]!)
    .join('')
    .replace(/ +/g, ' ')
    .trim()

/** What the network hears of a clip: frame t, band b at t·64 + b. */
export interface Features {
  data: Float32Array
  frames: number
}

/** Spread of log-mel values about their mean over the training data, nearly the same in every band. */
const SPREAD = 3

/** How far the mean of each band usually lies above that of all bands, in speech. */
export type Profile = readonly number[]

/** Frames of a clip as the profile would have them that its means are taken over, beside its own: 1 s. */
export const USUAL_FRAMES = 100

/**
 * Log-mel less each band's mean over the clip, so that microphone and loudness do not matter (cepstral mean normalisation). The mean of a
 * single word is its vowel rather than the microphone: so the clip counts together with a second of speech of its loudness that has the
 * usual profile (the mean a posteriori; Viikki and Laurila 1998).
 * @param samples at 16 kHz; shorter than 25 ms gives no frame
 * @param profile of the 64 bands; without one the clip's own mean is all that counts
 */
export function listenTo(samples: Float32Array, profile?: Profile): Features {
  const { data, frames, bands } = logMel(samples, FRONT_END)
  const means = meansOf(data, bands)
  if (profile) {
    const level = meanOf(means)
    profile.forEach((usual, band) => {
      means[band] = (frames * means[band]! + USUAL_FRAMES * (level + usual)) / (frames + USUAL_FRAMES)
    })
  }
  for (let i = 0; i < data.length; i++) data[i] = (data[i]! - means[i % bands]!) / SPREAD
  return { data, frames }
}

/** The profile of clips, each counted by its length. */
export function profileOf(clips: Iterable<Float32Array>): number[] {
  const sum = new Array<number>(FRONT_END.bands).fill(0)
  let total = 0
  for (const samples of clips) {
    const { data, frames, bands } = logMel(samples, FRONT_END)
    const means = meansOf(data, bands)
    const level = meanOf(means)
    means.forEach((mean, band) => (sum[band]! += frames * (mean - level)))
    total += frames
  }
  return sum.map((value) => value / Math.max(1, total))
}

function meansOf(data: Float32Array, bands: number): Float64Array {
  const means = new Float64Array(bands)
  for (let i = 0; i < data.length; i++) means[i % bands]! += data[i]!
  const frames = data.length / bands
  return means.map((sum) => sum / Math.max(1, frames))
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
