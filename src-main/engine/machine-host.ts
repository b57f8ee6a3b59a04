import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Koffi from 'koffi'
import { machineCode } from '../nn/kernels/machine/routines'
import type { Machine } from '../nn/kernels/pool'

/** What mmap and mprotect are asked for on Linux. */
const MAY = { read: 1, write: 2, run: 4 } as const
const PRIVATE_ANONYMOUS = 0x22
const NOWHERE = 0xffff_ffff_ffff_ffffn

const load = createRequire(import.meta.url)
/** Memory's first byte, the words' place in it, the routine's number. */
const SIGNATURE = 'void (uint64_t, uint64_t, uint64_t)'

interface Placed {
  addressOf: (typeof Koffi)['address']
  run: (memory: number, words: number, routine: number) => void
  /** Where it lies. */
  code: bigint
}

let placed: Placed | null | undefined

/**
 * The kernels' routines in machine code, on Linux with a processor that has AVX2 and multiply-and-add; null elsewhere and where the
 * system does not let a program write what it runs: the kernels then use WebAssembly's vectors of four.
 */
export function machineFor(memory: WebAssembly.Memory): Machine | null {
  if (placed === undefined) placed = place()
  if (!placed) return null
  const { addressOf, run, code } = placed
  const base = Number(addressOf(new Uint8Array(memory.buffer)))
  const forThreads = { library: load.resolve('koffi'), signature: SIGNATURE, code, base }
  return { run: (routine, words) => run(base, words, routine), forThreads }
}

function place(): Placed | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  try {
    if (!hasWideVectors()) return null
    const koffi = load('koffi') as typeof Koffi
    const code = putCode(koffi, machineCode())
    const run = koffi.decode(code, koffi.proto(SIGNATURE)) as Placed['run']
    return { addressOf: koffi.address, run, code }
  } catch (error) {
    console.error('cadenza: no machine code for the kernels:', error)
    return null
  }
}

function hasWideVectors(): boolean {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' '))
  return flags.has('avx2') && flags.has('fma')
}

/** Memory that is written first and only then can be run, for as long as the process lives. */
function putCode(koffi: typeof Koffi, code: Uint8Array): bigint {
  const libc = koffi.load('libc.so.6')
  const map = libc.func('void *mmap(void *, size_t, int, int, int, int64_t)')
  const copy = libc.func('void *memcpy(void *, void *, size_t)')
  const protect = libc.func('int mprotect(void *, size_t, int)')
  const place = map(null, code.length, MAY.read | MAY.write, PRIVATE_ANONYMOUS, -1, 0) as bigint
  if (place === NOWHERE) throw new Error('no memory for it')
  copy(place, code, code.length)
  if (protect(place, code.length, MAY.read | MAY.run) !== 0) throw new Error('memory cannot be made to run')
  return place
}
