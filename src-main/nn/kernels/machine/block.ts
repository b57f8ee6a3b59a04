import { at, IF, R, type Assembler, type Place } from './assembler'

/** Words that the routine reads, in order, and where (bytes): addresses in the kernels' memory and bytes; see block() in ../assembly/product.ts. */
const WORD = {
  ...{ a: 0, aStride: 4, b: 8, pitch: 12, c: 16, cStride: 20 },
  ...{ d: 24, dStride: 28, rows: 32, k: 36, panels: 40 }
} as const

/** Bytes of a line of a panel: 16 floats, two vectors. */
const LINE = 64
const VECTOR = LINE / 2
/** Rows of the largest tile: twelve sums, two vectors of the panel and two splats are all sixteen registers. */
const HEIGHT = 6
/** Rows of a tile where so many are left: dealt out so that tiles of one or two, which wait for their own sums, are rare. */
const heightFor = (left: number) =>
  left >= 2 * HEIGHT - 1 ? HEIGHT : left > HEIGHT ? Math.ceil(left / 2) : left
/** From so many rows on another height is right. */
const STEPS = [11, 9, 7, 6, 5, 4, 3, 2, 1]
/** The places of A's, C's and D's next rows, and from one row to the next. */
const WALKS = [
  [R.r8, R.r10],
  [R.r12, R.r13],
  [R.r14, R.r15]
] as const
const FROM_PANEL = 12
const SPLAT = 14

/**
 * Rows of A times packed panels, plus D, as block() of ../assembly/product.ts does it with vectors of four: sums are taken in the same
 * order, so that the results are the same bits as those of multiply-and-add there. RDI: the memory, RBP: the words.
 */
export function block(to: Assembler): void {
  to.load32(R.r10, at(R.bp, WORD.aStride))
  to.load32(R.r13, at(R.bp, WORD.cStride))
  to.load32(R.r15, at(R.bp, WORD.dStride))
  to.load32(R.r11, at(R.bp, WORD.b))
  to.add(R.r11, R.di)
  const [nextPanel, nextTile, panelDone] = [to.label(), to.label(), to.label()]
  to.set(nextPanel)
  to.load32(R.r8, at(R.bp, WORD.a))
  to.add(R.r8, R.di)
  to.load32(R.r12, at(R.bp, WORD.c))
  to.add(R.r12, R.di)
  const noSum = to.label()
  to.load32(R.r14, at(R.bp, WORD.d))
  to.compareNumber(R.r14, 0)
  to.jumpIf(IF.equal, noSum)
  to.add(R.r14, R.di)
  to.set(noSum)
  to.load32(R.bx, at(R.bp, WORD.rows))
  to.set(nextTile)
  for (const atLeast of STEPS) {
    const height = heightFor(atLeast)
    const other = to.label()
    to.compareNumber(R.bx, atLeast)
    to.jumpIf(IF.below, other)
    tile(to, height)
    for (const scale of [4, 2, 1] as const)
      if (height & scale)
        for (const [place, stride] of WALKS) to.address(place, { base: place, index: stride, scale })
    to.subtractNumber(R.bx, height)
    to.jumpIf(IF.notEqual, nextTile)
    to.jump(panelDone)
    to.set(other)
  }
  to.set(panelDone)
  to.load32(R.ax, at(R.bp, WORD.pitch))
  to.add(R.r11, R.ax)
  for (const place of [WORD.c, WORD.d]) {
    const none = to.label()
    to.load32(R.ax, at(R.bp, place))
    to.compareNumber(R.ax, 0)
    to.jumpIf(IF.equal, none)
    to.addNumber(R.ax, LINE)
    to.store32(at(R.bp, place), R.ax)
    to.set(none)
  }
  to.load32(R.ax, at(R.bp, WORD.panels))
  to.subtractNumber(R.ax, 1)
  to.store32(at(R.bp, WORD.panels), R.ax)
  to.jumpIf(IF.notEqual, nextPanel)
}

/** Up to six rows: where the first begins, the fourth, and the distance from one to the next, each in a register. */
interface Walk {
  first: number
  fourth: number
  stride: number
}

function rowOf({ first, fourth, stride }: Walk, row: number, offset = 0): Place {
  const base = row < 3 ? first : fourth
  const steps = row % 3
  return steps === 0 ? at(base, offset) : { base, index: stride, scale: steps as 1 | 2, offset }
}

function findFourth(to: Assembler, { first, fourth, stride }: Walk): void {
  to.address(fourth, { base: first, index: stride })
  to.address(fourth, { base: fourth, index: stride, scale: 2 })
}

/** `rows` ≤ 6 rows from R8, strides R10, times the panel at R11, written to R12 (stride R13) with what is at R14 (stride R15) added; 0: nothing. */
function tile(to: Assembler, rows: number): void {
  const a = { first: R.ax, fourth: R.r9, stride: R.r10 }
  const c = { first: R.r12, fourth: R.si, stride: R.r13 }
  const d = { first: R.r14, fourth: R.ax, stride: R.r15 }
  const halves = [0, 1] as const
  const sum = (row: number, half: number) => 2 * row + half
  const each = Array.from({ length: rows }, (_, row) => row)
  to.move(R.ax, R.r8)
  if (rows > 3) {
    findFourth(to, a)
    findFourth(to, c)
  }
  to.move(R.dx, R.r11)
  to.load32(R.cx, at(R.bp, WORD.k))
  for (const row of each) {
    to.prefetch(rowOf(c, row))
    for (const half of halves) to.vector('xor', sum(row, half), sum(row, half), sum(row, half))
  }
  const next = to.label()
  to.set(next)
  for (const half of halves) to.load(FROM_PANEL + half, at(R.dx, VECTOR * half))
  for (const row of each) {
    const splat = SPLAT + (row % 2)
    to.splat(splat, rowOf(a, row))
    for (const half of halves) to.multiplyAdd(sum(row, half), FROM_PANEL + half, splat)
  }
  to.addNumber(R.ax, 4)
  if (rows > 3) to.addNumber(R.r9, 4)
  to.addNumber(R.dx, LINE)
  to.subtractNumber(R.cx, 1)
  to.jumpIf(IF.notEqual, next)
  const noSum = to.label()
  to.compareNumber(R.r14, 0)
  to.jumpIf(IF.equal, noSum)
  if (rows > 3) findFourth(to, d)
  for (const row of each)
    for (const half of halves) to.vector('add', sum(row, half), sum(row, half), rowOf(d, row, VECTOR * half))
  to.set(noSum)
  for (const row of each) for (const half of halves) to.store(rowOf(c, row, VECTOR * half), sum(row, half))
}
