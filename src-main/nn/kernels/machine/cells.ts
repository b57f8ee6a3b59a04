import { at, IF, R, type Assembler, type Place } from './assembler'
import { gate, gateSlope, ONE, tanh } from './functions'

/** Words of a pass (bytes): rows, vectors of eight in a row, bytes of a slot, bytes to what will be needed next, then for each place its address and stride. */
const WORD = { rows: 0, vectors: 4, slot: 8, ahead: 12, places: 16 } as const
/** Bytes of eight floats. */
const VECTOR = 32
const POINTERS = [R.r8, R.r9, R.r10, R.r11, R.r12, R.r13, R.r14]

/** Slot `i` of the row of gates that `pointer` walks along. */
const slot = (pointer: number, i: number): Place =>
  i === 0
    ? at(pointer)
    : i === 3
      ? { base: pointer, index: R.bx }
      : { base: pointer, index: R.ax, scale: i as 1 | 2 }

/**
 * A pass over `rows` rows of some units, eight at a time: `body` is given a register for each place. R15 holds how far ahead lies what is needed next; vectors 0 to 15 are free.
 */
function pass(to: Assembler, places: number, body: (pointers: number[]) => void): void {
  const pointers = POINTERS.slice(0, places)
  const [nextRow, nextVector] = [to.label(), to.label()]
  to.load32(R.ax, at(R.bp, WORD.slot))
  to.address(R.bx, { base: R.ax, index: R.ax, scale: 2 })
  to.loadSigned32(R.r15, at(R.bp, WORD.ahead))
  to.set(nextRow)
  pointers.forEach((pointer, i) => {
    to.load32(pointer, at(R.bp, WORD.places + 8 * i))
    to.load32(R.dx, at(R.bp, WORD.places + 8 * i + 4))
    to.add(R.dx, pointer)
    to.store32(at(R.bp, WORD.places + 8 * i), R.dx)
    to.add(pointer, R.di)
  })
  to.load32(R.cx, at(R.bp, WORD.vectors))
  to.set(nextVector)
  body(pointers)
  pointers.forEach((pointer) => to.addNumber(pointer, VECTOR))
  to.subtractNumber(R.cx, 1)
  to.jumpIf(IF.notEqual, nextVector)
  to.load32(R.si, at(R.bp, WORD.rows))
  to.subtractNumber(R.si, 1)
  to.store32(at(R.bp, WORD.rows), R.si)
  to.jumpIf(IF.notEqual, nextRow)
}

/** Brings the four slots of a row of gates near that a later step will want. */
function prefetchSlots(to: Assembler, pointer: number): void {
  to.address(R.dx, { base: pointer, index: R.r15 })
  for (const i of [0, 1, 2, 3]) to.prefetch(slot(R.dx, i))
}

/** Sums, gates, cells before, cells, states: update() of ../assembly/lstm.ts. */
export function lstmForward(to: Assembler): void {
  pass(to, 5, ([sums, gates, before, cells, states]) => {
    prefetchSlots(to, gates!)
    for (const i of [0, 1, 2, 3]) {
      to.load(i, slot(sums!, i))
      if (i === 2) tanh(to, i, [4, 5, 6])
      else gate(to, i, [4, 5, 6])
      to.store(slot(gates!, i), i)
    }
    to.vector('mul', 0, 0, 2)
    to.multiplyAdd(0, 1, at(before!))
    to.store(at(cells!), 0)
    tanh(to, 0, [4, 5, 6])
    to.vector('mul', 0, 3, 0)
    to.store(at(states!), 0)
  })
}

/** Gates, cells, cells before, dStates, dh, dc, dGates: flowBack() of ../assembly/lstm.ts. */
export function lstmBackward(to: Assembler): void {
  pass(to, 7, ([gates, cells, before, dStates, dh, dc, dGates]) => {
    prefetchSlots(to, gates!)
    for (const i of [0, 1, 2, 3]) to.load(i, slot(gates!, i))
    to.load(4, at(cells!))
    tanh(to, 4, [8, 9, 10])
    to.load(5, at(dh!))
    to.vector('add', 5, 5, at(dStates!))
    to.load(6, at(dc!))
    to.vector('mul', 8, 5, 3)
    oneLessSquare(to, 9, 4)
    to.multiplyAdd(6, 8, 9)
    to.vector('mul', 8, 6, 2)
    gateSlope(to, 9, 0)
    to.vector('mul', 8, 8, 9)
    to.store(slot(dGates!, 0), 8)
    to.vector('mul', 8, 6, at(before!))
    gateSlope(to, 9, 1)
    to.vector('mul', 8, 8, 9)
    to.store(slot(dGates!, 1), 8)
    to.vector('mul', 8, 6, 0)
    oneLessSquare(to, 9, 2)
    to.vector('mul', 8, 8, 9)
    to.store(slot(dGates!, 2), 8)
    to.vector('mul', 8, 5, 4)
    gateSlope(to, 9, 3)
    to.vector('mul', 8, 8, 9)
    to.store(slot(dGates!, 3), 8)
    to.vector('mul', 6, 6, 1)
    to.store(at(dc!), 6)
    to.vector('xor', 6, 6, 6)
    to.store(at(dh!), 6)
  })
}

/** Gates, states before, states: updateAfter() of ../assembly/gru.ts. */
export function gruForward(to: Assembler): void {
  pass(to, 3, ([gates, before, states]) => {
    for (const i of [0, 1]) {
      to.load(i, slot(gates!, i))
      gate(to, i, [4, 5, 6])
      to.store(slot(gates!, i), i)
    }
    to.load(2, slot(gates!, 2))
    to.multiplyAdd(2, 1, slot(gates!, 3))
    tanh(to, 2, [4, 5, 6])
    to.store(slot(gates!, 2), 2)
    to.load(3, at(before!))
    to.vector('sub', 3, 3, 2)
    to.multiplyAdd(2, 0, 3)
    to.store(at(states!), 2)
  })
}

/** Gates, states before, dStates, dh, dGates: flowBack() of ../assembly/gru.ts with the reset after the product. */
export function gruBackward(to: Assembler): void {
  pass(to, 5, ([gates, before, dStates, dh, dGates]) => {
    prefetchSlots(to, gates!)
    for (const i of [0, 1, 2]) to.load(i, slot(gates!, i))
    to.load(5, at(dh!))
    to.vector('add', 5, 5, at(dStates!))
    to.load(3, to.constant(ONE))
    to.vector('sub', 3, 3, 0)
    to.vector('mul', 3, 5, 3)
    oneLessSquare(to, 4, 2)
    to.vector('mul', 3, 3, 4)
    to.store(slot(dGates!, 0), 3)
    to.load(4, at(before!))
    to.vector('sub', 4, 4, 2)
    to.vector('mul', 4, 5, 4)
    gateSlope(to, 6, 0)
    to.vector('mul', 4, 4, 6)
    to.store(slot(dGates!, 1), 4)
    to.vector('mul', 4, 3, slot(gates!, 3))
    gateSlope(to, 6, 1)
    to.vector('mul', 4, 4, 6)
    to.store(slot(dGates!, 2), 4)
    to.vector('mul', 3, 3, 1)
    to.store(slot(dGates!, 3), 3)
    to.vector('mul', 5, 5, 0)
    to.store(at(dh!), 5)
  })
}

/** Sums, states. */
export function rnnForward(to: Assembler): void {
  pass(to, 2, ([sums, states]) => {
    to.load(0, at(sums!))
    tanh(to, 0, [4, 5, 6])
    to.store(at(states!), 0)
  })
}

/** States, dStates, dh, dGates: flowBack() of ../assembly/rnn.ts. */
export function rnnBackward(to: Assembler): void {
  pass(to, 4, ([states, dStates, dh, dGates]) => {
    to.load(0, at(states!))
    to.load(1, at(dh!))
    to.vector('add', 1, 1, at(dStates!))
    oneLessSquare(to, 2, 0)
    to.vector('mul', 1, 1, 2)
    to.store(at(dGates!), 1)
    to.vector('xor', 1, 1, 1)
    to.store(at(dh!), 1)
  })
}

/** to ← 1 − x² */
function oneLessSquare(to: Assembler, result: number, x: number): void {
  const square = 15
  to.vector('mul', square, x, x)
  to.load(result, to.constant(ONE))
  to.vector('sub', result, result, square)
}
