import { Assembler, IF, R } from './assembler'
import { block } from './block'
import { gruBackward, gruForward, lstmBackward, lstmForward, rnnBackward, rnnForward } from './cells'

/** By their numbers; ../assembly/machine.ts must agree. */
const ROUTINES = [block, lstmForward, lstmBackward, gruForward, gruBackward, rnnForward, rnnBackward]

/** What a caller finds again in them (System V ABI). */
const KEPT = [R.bx, R.bp, R.r12, R.r13, R.r14, R.r15]

/** All routines as one function `(memory, words, routine)`: the memory's first byte, the words' place in it, the routine's number. */
export function machineCode(): Uint8Array {
  const to = new Assembler()
  KEPT.forEach((register) => to.push(register))
  to.address(R.bp, { base: R.di, index: R.si })
  const routines = ROUTINES.map((write) => ({ write, start: to.label() }))
  routines.forEach(({ start }, number) => {
    to.compareNumber(R.dx, number)
    to.jumpIf(IF.equal, start)
  })
  for (const { write, start } of routines) {
    to.set(start)
    write(to)
    to.leaveWide()
    KEPT.toReversed().forEach((register) => to.pop(register))
    to.return()
  }
  return to.finish()
}
