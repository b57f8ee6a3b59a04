const LETTERS = ['C', 'D', 'E', 'F', 'G', 'A', 'B'] as const
const NATURAL = [0, 2, 4, 5, 7, 9, 11]
/** Letter (0 is C) of each pitch class, spelled with flats or with sharps. */
const FLAT_LETTERS = [0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6]
const SHARP_LETTERS = [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6]
/** Letters in the order in which a key makes them sharp; backwards, in which it makes them flat. */
const FIFTHS = [3, 0, 4, 1, 5, 2, 6]
const TONICS = ['Cb', 'Gb', 'Db', 'Ab', 'Eb', 'Bb', 'F', 'C', 'G', 'D', 'A', 'E', 'B', 'F#', 'C#']
const SIGNS: Record<number, string> = { [-1]: '_', 0: '=', 1: '^' }

/** How many sharps a key has, flats counting below zero; none where the key is not known. */
export function sharpsOf(key: string): number {
  const [, tonic = 'C', minor] = /^([A-G][b#]?)(m?)$/.exec(key) ?? []
  const place = TONICS.indexOf(tonic)
  if (place < 0) return 0
  const sharps = place - 7 - (minor ? 3 : 0)
  return sharps < -7 ? sharps + 12 : sharps
}

/** Writes the pitches of a voice as ABC does: a sign stands where it differs from what the key and the bar have said. */
export class PitchWriter {
  readonly #signature: number[]
  readonly #letters: readonly number[]
  #inForce = new Map<number, number>()

  constructor(key: string) {
    const sharps = sharpsOf(key)
    const signature = LETTERS.map(() => 0)
    for (const letter of sharps > 0 ? FIFTHS.slice(0, sharps) : FIFTHS.toReversed().slice(0, -sharps))
      signature[letter] = Math.sign(sharps)
    this.#signature = signature
    this.#letters = sharps > 0 ? SHARP_LETTERS : FLAT_LETTERS
  }

  /** Signs hold until the bar ends. */
  beginBar(): void {
    this.#inForce.clear()
  }

  /** `60` is C, an octave higher c, lower C with a comma. */
  write(pitch: number): string {
    const letter = this.#letters[pitch % 12] ?? 0
    const sign = (pitch % 12) - (NATURAL[letter] ?? 0)
    const octave = Math.floor(pitch / 12) - 5
    const place = octave * 7 + letter
    const known = this.#inForce.get(place) ?? this.#signature[letter] ?? 0
    this.#inForce.set(place, sign)
    const name = LETTERS[letter] ?? 'C'
    const written =
      octave > 0 ? name.toLowerCase() + "'".repeat(octave - 1) : name + ','.repeat(Math.max(0, -octave))
    return (sign === known ? '' : (SIGNS[sign] ?? '')) + written
  }
}
