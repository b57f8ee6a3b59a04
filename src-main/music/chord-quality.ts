/** What follows the root of a chord symbol, read from left to right as far as it can be understood. */
export interface Quality {
  /** Semitones above the root, ascending, with 0. */
  intervals: number[]
  /** Where reading ended. */
  end: number
  /** Whether every parenthesis is closed. */
  isComplete: boolean
  /** What could have come there, for a person. */
  expected: string
}

const MINOR = /minor|min|mi|Min|MIN|MI|m(?!aj|a(?!dd))|-/y
/** `^` and `j` ask for the major seventh, also without a 7. */
const MAJOR = /major|maj|ma(?!dd)|Major|Maj|Ma|MAJ|MA|M(?!I)|j|\^/y
const DIMINISHED = /dim|o(?!mit)/y
const HALF_DIMINISHED = /h/y
const AUGMENTED = /aug|\+/y
/** Degrees with the accidental behind them, as the Weimar Jazz Database writes them: 79b13 is a seventh with b9 and 13. */
const TRAILING = /(9)([b#]?)|(11)(#?)|(13)(b?)/y
const EXTENSION = /6\/9|69|13|11|9|7M|7|6|5|2/y
const ALTERATION = /([b#+-])(13|11|9|6|5|4)/y

/** Semitones of the degrees of a major scale, ninths above the octave. */
const DEGREES: Readonly<Record<string, number>> = {
  '2': 14,
  '4': 17,
  '5': 7,
  '6': 9,
  '9': 14,
  '11': 17,
  '13': 21
}
const ACCIDENTALS: Readonly<Record<string, number>> = { '': 0, b: -1, '-': -1, '#': 1, '+': 1 }
/** What an accidental makes of a degree; the others, such as b11 or #13, are other degrees by another name. */
const ALTERED: ReadonlySet<number> = new Set([6, 8, 13, 15, 18, 20])

/** @param text with plain signs: `^` for a triangle, `o` and `h` for the circles */
export function readQuality(text: string, start: number): Quality {
  const reader = new QualityReader(text, start)
  reader.readTriad()
  while (reader.readMore());
  return reader.result()
}

class QualityReader {
  private third: number | null = 4
  private fifth: number | null = 7
  private seventh: number | null = null
  private readonly others = new Set<number>()
  /** What '7' means here. */
  private sevenths = 10
  private isExtended = false
  /** Whether a ninth is there only because an eleventh or thirteenth is. */
  private isNinthImplied = false
  private isOpen = false
  private position: number

  constructor(
    private readonly text: string,
    start: number
  ) {
    this.position = start
  }

  readTriad(): void {
    if (this.take(DIMINISHED)) [this.third, this.fifth, this.sevenths] = [3, 6, 9]
    else if (this.take(HALF_DIMINISHED)) [this.third, this.fifth, this.seventh] = [3, 6, 10]
    else if (this.take(MINOR)) this.third = 3
    else if (this.take(AUGMENTED)) this.fifth = 8
    const major = this.take(MAJOR)
    if (!major) return
    this.sevenths = 11
    if (major[0] === '^' || major[0] === 'j') this.seventh = 11
  }

  /** @returns whether there was something to read */
  readMore(): boolean {
    return this.readParenthesis() || this.readWord() || this.readExtension() || this.readAlteration()
  }

  result(): Quality {
    if (this.isNinthImplied && (this.others.has(13) || this.others.has(15))) this.others.delete(14)
    const tones = [0, this.third, this.fifth, this.seventh, ...this.others].filter((tone) => tone !== null)
    return {
      intervals: [...new Set(tones)].sort((a, b) => a - b),
      end: this.position,
      isComplete: !this.isOpen,
      expected: this.isOpen
        ? "a degree such as b9 or ')'"
        : "a quality such as m7, maj7, 7b9 or '/' and a bass note"
    }
  }

  private readParenthesis(): boolean {
    if (this.isOpen && this.take(/[,\s]+/y)) return true
    if (!this.take(this.isOpen ? /\)/y : /\(/y)) return false
    this.isOpen = !this.isOpen
    return true
  }

  private readWord(): boolean {
    const sus = this.take(/sus([24]?)/y)
    if (sus) {
      this.third = sus[1] === '2' ? 2 : 5
      return true
    }
    if (this.take(/alt/y)) {
      ;[this.fifth, this.seventh] = [8, 10]
      this.others.add(15)
      return true
    }
    const added = this.take(/add(?:(13|11|9|6|4|2)|(?=[b#](?:13|11|9|6|4)))/y)
    if (added) {
      if (added[1] !== undefined) this.others.add(DEGREES[added[1]]!)
      return true
    }
    const left = this.take(/(?:no|omit)([35])/y)
    if (left) {
      if (left[1] === '3') this.third = null
      else this.fifth = null
      return true
    }
    if (this.sevenths === 11 || !this.take(/(?:major|maj|Maj|ma|Ma|M|\^|j)(?=7|9|11|13)/y)) return false
    this.sevenths = 11
    return true
  }

  private readExtension(): boolean {
    if (this.isExtended) {
      const degree = this.isOpen ? this.take(/13|11|9/y) : null
      if (degree) this.others.add(DEGREES[degree[0]]!)
      return degree !== null
    }
    const extension = this.take(EXTENSION)?.[0]
    if (extension === undefined) return false
    this.isExtended = true
    if (extension === '5') this.third = null
    else if (extension === '2') this.others.add(14)
    else if (extension.startsWith('6')) {
      this.others.add(9)
      if (extension !== '6') this.others.add(14)
    } else this.stackThirds(extension)
    if (extension.startsWith('7') || extension.startsWith('6')) this.readTrailing()
    return true
  }

  private stackThirds(extension: string): void {
    if (extension === '7M') this.sevenths = 11
    const highest = Number.parseInt(extension)
    // 'C(9)' adds a ninth, 'C9' stacks all thirds up to it, and so does 'Cm(maj9)'.
    if (this.isOpen && highest > 7 && this.sevenths !== 11) {
      this.others.add(DEGREES[extension]!)
      return
    }
    this.seventh = this.seventh ?? this.sevenths
    if (highest >= 9) this.others.add(14)
    this.isNinthImplied = highest > 9
    if (highest === 11) {
      this.others.add(17)
      if (this.third === 4 && this.seventh === 10) this.third = null
    }
    if (highest === 13) this.others.add(21)
  }

  private readTrailing(): void {
    for (let degree = this.take(TRAILING); degree; degree = this.take(TRAILING)) {
      const [, ...found] = degree
      const [name = '', accidental = ''] = found.filter((part) => part !== undefined)
      this.others.add(DEGREES[name]! + ACCIDENTALS[accidental]!)
    }
  }

  private readAlteration(): boolean {
    const before = this.position
    const altered = this.take(ALTERATION)
    if (!altered) {
      if (!this.isExtended || !this.take(/\+/y)) return false
      this.fifth = 8
      return true
    }
    const degree = altered[2] === '6' ? 21 : DEGREES[altered[2]!]!
    const tone = degree + ACCIDENTALS[altered[1]!]!
    if (!ALTERED.has(tone)) {
      this.position = before
      return false
    }
    const isFifth = altered[2] === '5'
    if (isFifth && (this.fifth === 7 || this.fifth === null || this.fifth === tone)) this.fifth = tone
    else this.others.add(isFifth ? tone + 12 : tone)
    return true
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.text)
    if (found) this.position += found[0].length
    return found
  }
}
