/**
 * Reads bits, most significant first, from at most 128 MB. Beyond the end it gives zeros; `position` then exceeds `end`,
 * which the caller checks.
 */
export class BitReader {
  /** In bits. */
  position = 0
  /** In bits. */
  readonly end: number
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.end = 8 * bytes.length
  }

  /** An unsigned number of 0 to 25 bits. */
  read(count: number): number {
    if (count === 0) return 0
    const value = this.window() >>> (32 - count)
    this.position += count
    return value
  }

  /** A two's-complement number of 1 to 33 bits. */
  readSigned(count: number): number {
    if (count <= 25) {
      const value = this.window() >> (32 - count)
      this.position += count
      return value
    }
    const high = this.readSigned(count - 16)
    return high * 2 ** 16 + this.read(16)
  }

  /** How many zeros come before the next one; the one is consumed too. */
  readUnary(): number {
    let zeros = 0
    for (;;) {
      const run = Math.clz32(this.window())
      if (run < 25) {
        this.position += run + 1
        return zeros + run
      }
      zeros += 25
      this.position += 25
      if (this.position > this.end) return zeros
    }
  }

  /** A Rice-coded number: unary quotient, `parameter` bits (0 to 30) of remainder, zigzag sign. */
  readRice(parameter: number): number {
    const window = this.window()
    const run = Math.clz32(window)
    if (run + 1 + parameter <= 25) {
      this.position += run + 1 + parameter
      const remainder = ((window << (run + 1)) >>> 1) >>> (31 - parameter)
      const folded = (run << parameter) | remainder
      return (folded >>> 1) ^ -(folded & 1)
    }
    const quotient = this.readUnary()
    const remainder =
      parameter <= 25 ? this.read(parameter) : this.read(parameter - 16) * 2 ** 16 + this.read(16)
    const folded = quotient * 2 ** parameter + remainder
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
  }

  skipToByte(): void {
    this.position = (this.position + 7) & ~7
  }

  /** At least 25 bits from here, left-aligned in 32. */
  private window(): number {
    const { bytes } = this
    const at = this.position >>> 3
    const word =
      at + 3 < bytes.length
        ? (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
        : ((bytes[at] ?? 0) << 24) |
          ((bytes[at + 1] ?? 0) << 16) |
          ((bytes[at + 2] ?? 0) << 8) |
          (bytes[at + 3] ?? 0)
    return word << (this.position & 7)
  }
}
