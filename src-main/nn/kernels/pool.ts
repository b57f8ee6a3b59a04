import { createHeap, type Heap } from './heap'
import { KernelError } from './kernel-error'
import { ARGUMENTS, CONTROL, HEAP, MOST_ARGUMENTS, MOST_THREADS, PAGE, WORD } from './layout'
import type { Variant } from './modules'

/** Starts threads; the engine's is node:worker_threads. */
export interface ThreadHost {
  /**
   * Starts a thread: it makes an instance of the module with the memory, `sleep` (Atomics.wait, 100 ms) and the routines of machine code, calls `enter`, and then again and again `rest`, the kernel
   * whose place stands at `word.operation`, and `barrier`, until that place is negative.
   * @param onDead called when it ends, for whatever reason
   */
  spawn: (thread: ThreadData, onDead: () => void) => { terminate(): void }
  /** Puts the routines of machine/ beside a memory that never moves; null where this machine runs none. */
  machine?: (memory: WebAssembly.Memory) => Machine | null
}

/** Routines in machine code, for what WebAssembly has no instructions for. */
export interface Machine {
  /** By its number and the place of its words; see machine/routines.ts. */
  run: (routine: number, words: number) => void
  /** What a thread needs to call the same routines: the host knows. */
  forThreads: unknown
}

/** What a thread is given. */
export interface ThreadData {
  module: WebAssembly.Module
  memory: WebAssembly.Memory
  thread: number
  threads: number
  /** Names of the module's functions by place. */
  kernels: string[]
  /** For the routines of machine code; null: none. */
  machine: unknown
  /** Address of the control words, and the place of each. */
  control: number
  word: typeof WORD
}

/** Floats are told from whole numbers by their wrapper. */
export type Argument = number | boolean | { float: number }

/** The kernels, ready to be called: one memory, one instance a thread. The calling thread works too. */
export interface Pool {
  readonly threads: number
  readonly variant: Variant['name']
  /** Whether products and passes over gates are machine code. */
  readonly hasMachine: boolean
  readonly heap: Heap
  readonly memory: WebAssembly.Memory
  /**
   * Runs a kernel on all threads, or on the calling one alone, and returns when all are done.
   * @throws KernelError when one of them failed: the pool is then useless
   */
  run(kernel: string, args: readonly Argument[], isAlone?: boolean): void
  /** Runs a kernel on the calling thread alone, with whole numbers, without an allocation: what is called for every step of a stream. */
  runAlone(kernel: string, args: readonly number[]): void
  /** A view of memory, valid until the next allocation. */
  floats(address: number, length: number): Float32Array
  ints(address: number, length: number): Int32Array
  readonly isBroken: boolean
  close(): void
}

const never = () => {
  throw new KernelError('there is no machine code')
}

/** @param threads in all, the calling one included; one where there is no host or no shared memory */
export function createPool(options: {
  variant: Variant
  host?: ThreadHost | undefined
  threads: number
}): Pool {
  const { variant, host } = options
  const threads = host && variant.isShared ? Math.max(1, Math.min(options.threads, MOST_THREADS)) : 1
  const memory = new WebAssembly.Memory({
    initial: HEAP / PAGE,
    maximum: 65_536,
    ...(variant.isShared && { shared: true })
  })
  const words = () => new Int32Array(memory.buffer, CONTROL, 32)
  const sleep = (place: number, seen: number) => void Atomics.wait(words(), (place - CONTROL) / 4, seen, 100)
  const machine = variant.isShared ? (host?.machine?.(memory) ?? null) : null
  const beyond = { hasMachine: Number(machine !== null), machine: machine?.run ?? never }
  const instance = new WebAssembly.Instance(variant.module, { env: { memory, sleep, ...beyond } })
  const exports = instance.exports as Record<string, () => void> & {
    enter(thread: number, threads: number): void
  }
  exports.enter(0, threads)
  const kernels = WebAssembly.Module.exports(variant.module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => name)
  let isBroken = false
  let places = new Int32Array(memory.buffer, ARGUMENTS, MOST_ARGUMENTS)
  const workers = Array.from({ length: threads - 1 }, (_, i) =>
    host!.spawn(
      {
        ...{ module: variant.module, memory, thread: i + 1, threads, kernels },
        ...{ machine: machine?.forThreads ?? null, control: CONTROL, word: WORD }
      },
      () => (isBroken = true)
    )
  )
  const wake = (operation: number) => {
    const control = words()
    Atomics.store(control, WORD.operation, operation)
    Atomics.add(control, WORD.epoch, 1)
    Atomics.notify(control, WORD.epoch)
  }
  return {
    threads,
    variant: variant.name,
    hasMachine: machine !== null,
    heap: createHeap(memory),
    memory,
    run(kernel, args, isAlone = false) {
      const operation = kernels.indexOf(kernel)
      if (operation < 0 || args.length > MOST_ARGUMENTS)
        throw new KernelError(`there is no kernel '${kernel}' of ${args.length} arguments`)
      if (isBroken) throw new KernelError('a thread of the kernels has died')
      const view = new DataView(memory.buffer, ARGUMENTS)
      args.forEach((value, i) => {
        if (typeof value === 'object') view.setFloat32(4 * i, value.float, true)
        else view.setUint32(4 * i, Number(value), true)
      })
      const isShared = threads > 1 && !isAlone
      if (isShared) wake(operation)
      else exports.enter(0, 1)
      try {
        exports[kernel]!()
        exports['barrier']!()
      } catch (error) {
        isBroken = true
        if (threads > 1) Atomics.store(words(), WORD.failed, 1)
        throw new KernelError(`kernel '${kernel}' failed: ${String(error)}`)
      }
      exports.enter(0, threads)
    },
    runAlone(kernel, args) {
      if (places.buffer !== memory.buffer) places = new Int32Array(memory.buffer, ARGUMENTS, MOST_ARGUMENTS)
      for (let i = 0; i < args.length; i++) places[i] = args[i]!
      exports.enter(0, 1)
      try {
        exports[kernel]!()
      } finally {
        exports.enter(0, threads)
      }
    },
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    ints: (address, length) => new Int32Array(memory.buffer, address, length),
    get isBroken() {
      return isBroken
    },
    close() {
      if (threads > 1) wake(-1)
      workers.forEach((worker) => worker.terminate())
    }
  }
}
