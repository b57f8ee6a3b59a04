/** General registers by their numbers in x86-64's encoding. */
export const R = {
  ...{ ax: 0, cx: 1, dx: 2, bx: 3, bp: 5, si: 6, di: 7 },
  ...{ r8: 8, r9: 9, r10: 10, r11: 11, r12: 12, r13: 13, r14: 14, r15: 15 }
} as const

/** A place in memory: [base + index·scale + offset], or a constant's. */
export type Place = { base: number; index?: number; scale?: 1 | 2 | 4 | 8; offset?: number } | Label
export const at = (base: number, offset = 0): Place => ({ base, offset })

/** A place in the code that jumps go to; it may be set after them. */
export interface Label {
  position: number | null
}

/** Conditions of a jump, by their number in its encoding; comparisons are of unsigned numbers. */
export const IF = { below: 2, equal: 4, notEqual: 5 } as const

/** How an instruction on vectors is written: opcode, its map (1: 0F, 2: 0F38) and prefix (0: none, 1: 66). */
type Form = readonly [opcode: number, map: number, prefix: number]
const MOVE: Form = [0x10, 1, 0]
const STORE: Form = [0x11, 1, 0]
const SPLAT: Form = [0x18, 2, 1]
const MULTIPLY_ADD: Form = [0xb8, 2, 1]
const MULTIPLY_THEN_ADD: Form = [0xa8, 2, 1]

/** Instructions on eight floats each: destination, first source, second source (a register's number, or a place in memory). */
const VECTOR: Record<'add' | 'mul' | 'sub' | 'min' | 'div' | 'max' | 'xor', Form> = {
  ...{ add: [0x58, 1, 0], mul: [0x59, 1, 0], sub: [0x5c, 1, 0], min: [0x5d, 1, 0] },
  ...{ div: [0x5e, 1, 0], max: [0x5f, 1, 0], xor: [0x57, 1, 0] }
}

/** How one on whole numbers is written: opcode, the byte before it if any, and whether it is of 32 bits and not of 64. */
interface WholeForm {
  opcode: number
  escape?: number
  isShort?: boolean
}

/**
 * Writes x86-64 machine code with AVX2 and FMA, instruction by instruction (Intel SDM volume 2; VEX prefixes of three bytes throughout).
 * Just what the kernels need: 64-bit whole numbers, vectors of eight floats.
 */
export class Assembler {
  readonly #bytes: number[] = []
  /** Four bytes that end at `end` are to say how far the label is from there. */
  readonly #distances: { end: number; label: Label }[] = []
  readonly #constants = new Map<number, Label>()

  /** The finished code with its constants after it; it runs wherever it lies. @throws Error where a jump goes to a label that was not set */
  finish(): Uint8Array {
    for (const [value, label] of this.#constants) {
      this.set(label)
      this.#put(...new Uint8Array(new Float32Array(8).fill(value).buffer))
    }
    const code = Uint8Array.from(this.#bytes)
    const view = new DataView(code.buffer)
    for (const { end, label } of this.#distances) {
      if (label.position === null) throw new Error('a jump leads nowhere')
      view.setInt32(end - 4, label.position - end, true)
    }
    return code
  }

  label = (): Label => ({ position: null })
  set(label: Label): void {
    label.position = this.#bytes.length
  }

  /** Where eight times `value` will lie. */
  constant(value: number): Label {
    const label = this.#constants.get(value) ?? this.label()
    this.#constants.set(value, label)
    return label
  }

  jump(label: Label): void {
    this.#put(0xe9)
    this.#distance(label)
  }
  jumpIf(condition: number, label: Label): void {
    this.#put(0x0f, 0x80 | condition)
    this.#distance(label)
  }
  push(register: number): void {
    this.#put(...(register > 7 ? [0x41] : []), 0x50 | (register & 7))
  }
  pop(register: number): void {
    this.#put(...(register > 7 ? [0x41] : []), 0x58 | (register & 7))
  }
  return(): void {
    this.#put(0xc3)
  }

  /** to ← from */
  move(to: number, from: number): void {
    this.#whole({ opcode: 0x8b }, to, from)
  }
  /** to ← the unsigned 32-bit word at `place` */
  load32(to: number, place: Place): void {
    this.#whole({ opcode: 0x8b, isShort: true }, to, place)
  }
  /** to ← the signed 32-bit word at `place` */
  loadSigned32(to: number, place: Place): void {
    this.#whole({ opcode: 0x63 }, to, place)
  }
  store32(place: Place, from: number): void {
    this.#whole({ opcode: 0x89, isShort: true }, from, place)
  }
  /** to ← the address of `place` */
  address(to: number, place: Place): void {
    this.#whole({ opcode: 0x8d }, to, place)
  }
  add(to: number, from: number): void {
    this.#whole({ opcode: 0x03 }, to, from)
  }
  addNumber(to: number, number: number): void {
    this.#whole({ opcode: 0x81 }, 0, to)
    this.#put(...int32(number))
  }
  subtractNumber(to: number, number: number): void {
    this.#whole({ opcode: 0x81 }, 5, to)
    this.#put(...int32(number))
  }
  compareNumber(register: number, number: number): void {
    this.#whole({ opcode: 0x81 }, 7, register)
    this.#put(...int32(number))
  }
  /** Asks the processor to bring a line of memory near. */
  prefetch(place: Place): void {
    this.#whole({ opcode: 0x18, escape: 0x0f, isShort: true }, 1, place)
  }

  load(to: number, place: Place): void {
    this.#vex(MOVE, to, 0, place)
  }
  store(place: Place, from: number): void {
    this.#vex(STORE, from, 0, place)
  }
  /** to ← the float at `place`, eight times */
  splat(to: number, place: Place): void {
    this.#vex(SPLAT, to, 0, place)
  }
  vector(operation: keyof typeof VECTOR, to: number, a: number, b: number | Place): void {
    this.#vex(VECTOR[operation], to, a, b)
  }
  /** to ← a·b + to, rounded once */
  multiplyAdd(to: number, a: number, b: number | Place): void {
    this.#vex(MULTIPLY_ADD, to, a, b)
  }
  /** to ← to·a + b, rounded once */
  multiplyThenAdd(to: number, a: number, b: number | Place): void {
    this.#vex(MULTIPLY_THEN_ADD, to, a, b)
  }
  /** Ends the use of wide registers, without which code for narrow ones runs slowly. */
  leaveWide(): void {
    this.#put(0xc5, 0xf8, 0x77)
  }

  #put(...bytes: number[]): void {
    this.#bytes.push(...bytes)
  }

  #distance(label: Label): void {
    this.#put(...int32(0))
    this.#distances.push({ end: this.#bytes.length, label })
  }

  #whole({ opcode, escape, isShort }: WholeForm, register: number, operand: number | Place): void {
    const { base, index } = bases(operand)
    const prefix = (isShort ? 0 : 8) | ((register >> 3) << 2) | ((index >> 3) << 1) | (base >> 3)
    this.#put(...(prefix ? [0x40 | prefix] : []), ...(escape === undefined ? [] : [escape]), opcode)
    this.#operands(register, operand)
  }

  #vex([opcode, map, prefix]: Form, register: number, source: number, operand: number | Place): void {
    const { base, index } = bases(operand)
    const high = ((~(register >> 3) & 1) << 7) | ((~(index >> 3) & 1) << 6) | ((~(base >> 3) & 1) << 5)
    this.#put(0xc4, high | map, ((~source & 15) << 3) | 4 | prefix, opcode)
    this.#operands(register, operand)
  }

  /** The bytes after the opcode that name the operands: ModRM, SIB, offset. */
  #operands(register: number, operand: number | Place): void {
    const middle = (register & 7) << 3
    if (typeof operand === 'number') return this.#put(0xc0 | middle | (operand & 7))
    if ('position' in operand) {
      this.#put(middle | 5)
      return this.#distance(operand)
    }
    const { base, index, scale = 1, offset = 0 } = operand
    const isNear = offset >= -128 && offset < 128
    const mode = isNear ? 0x40 : 0x80
    const tail = isNear ? [offset & 255] : int32(offset)
    // Base 4 (and 12) is taken by the form with an index, where index 4 means none.
    if (index === undefined && (base & 7) !== 4) return this.#put(mode | middle | (base & 7), ...tail)
    this.#put(mode | middle | 4, (Math.log2(scale) << 6) | (((index ?? 4) & 7) << 3) | (base & 7), ...tail)
  }
}

const int32 = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255]

const bases = (operand: number | Place) => {
  if (typeof operand === 'number') return { base: operand, index: 0 }
  return 'position' in operand ? { base: 0, index: 0 } : { base: operand.base, index: operand.index ?? 0 }
}
