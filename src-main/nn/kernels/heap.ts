import { KernelError } from './kernel-error'
import { HEAP, PAGE } from './layout'

const LINE = 64
/** Sizes are rounded up to one of so many steps per doubling, so that a freed block serves the next that is nearly as large. */
const STEPS = 8
/** All that 32 bits can address, less the last page. */
const MOST = 65_535 * PAGE

/** Blocks of the kernels' memory, 64-byte aligned. What is freed is used again; the memory itself only grows. */
export interface Heap {
  /** Address of a block of at least `bytes`. Throws KernelError when the memory is full. */
  allocate(bytes: number): number
  free(address: number): void
  /** Bytes in use. */
  readonly used: number
  /** Bytes that the memory has grown to. */
  readonly size: number
}

/** @param memory grown as needed; nothing else may allocate in it */
export function createHeap(memory: WebAssembly.Memory): Heap {
  const free = new Map<number, number[]>()
  const sizes = new Map<number, number>()
  let [top, used] = [HEAP, 0]
  return {
    allocate(bytes) {
      const size = roundUp(bytes)
      let address = free.get(size)?.pop()
      if (address === undefined) {
        address = top
        reach(memory, top + size, used)
        top += size
      }
      sizes.set(address, size)
      used += size
      return address
    },
    free(address) {
      const size = sizes.get(address)
      if (size === undefined) throw new KernelError(`no block of the kernels' memory begins at ${address}`)
      sizes.delete(address)
      used -= size
      const list = free.get(size)
      if (list) list.push(address)
      else free.set(size, [address])
      if (sizes.size > 0) return
      free.clear()
      top = HEAP
    },
    get used() {
      return used
    },
    get size() {
      return memory.buffer.byteLength
    }
  }
}

/** To a multiple of a line, and above 512 bytes to one of eight sizes per doubling. */
function roundUp(bytes: number): number {
  const lines = Math.max(LINE, Math.ceil(bytes / LINE) * LINE)
  const step = 2 ** Math.floor(Math.log2(lines)) / STEPS
  return step <= LINE ? lines : Math.ceil(lines / step) * step
}

function reach(memory: WebAssembly.Memory, end: number, used: number): void {
  const missing = end - memory.buffer.byteLength
  if (missing <= 0) return
  const text = `the kernels' memory is full: ${megabytes(end)} MB are needed, ${megabytes(used)} MB are in use`
  if (end > MOST) throw new KernelError(`${text}, ${megabytes(MOST)} MB are the most`)
  try {
    memory.grow(Math.ceil(missing / PAGE))
  } catch {
    throw new KernelError(`${text}, and the machine gives no more`)
  }
}

const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20)
