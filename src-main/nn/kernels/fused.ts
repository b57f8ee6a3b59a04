import type * as tf from '@tensorflow/tfjs-core'
import type { Argument } from './pool'
import type { ResidentBackend } from './resident'
import type { Space } from './space'

/** What a fused kernel's TF.js side works with. */
export interface Fused {
  readonly threads: number
  /** Address of a tensor's numbers in the kernels' memory, moved there first where they are elsewhere. */
  at(tensor: tf.TensorInfo): number
  /** Whether a tensor's numbers are in the kernels' memory already. */
  holds(tensor: tf.TensorInfo): boolean
  /** An uninitialised float32 tensor, with a block of `bytes` where that is more than its shape needs. */
  make(shape: number[], bytes?: number): tf.Tensor
  /** For what takes a tensor's place: the tensor itself where nobody else has its numbers, which are then written over, else one of its shape. */
  over(tensor: tf.TensorInfo): tf.TensorInfo
  /** A view of a workspace as whole numbers, valid until something is made. */
  words(address: number, length: number): Int32Array
  /**
   * Calls a kernel with a workspace of `workBytes` (0: none) that is freed afterwards.
   * @param args from the workspace's address; made after it, so that addresses and views are not taken too early
   * @param operations about how many multiplications: few are not worth waking the other threads for
   */
  run(
    kernel: string,
    workBytes: number,
    args: (work: number) => readonly Argument[],
    operations?: number
  ): void
}

/** Some 20 µs of one thread; waking another that has gone to sleep takes longer. */
const WORTH_WAKING = 500_000

export function createFused(space: Space, resident: ResidentBackend): Fused {
  return {
    threads: space.threads,
    at: (tensor) => resident.addressOf(tensor),
    holds: ({ dataId }) => resident.refCount(dataId) > 0,
    make: (shape, bytes) => resident.make(shape, bytes === undefined ? {} : { bytes }),
    over: (tensor) => resident.over(tensor),
    words: (address, length) => space.pool().ints(address, length),
    run(kernel, workBytes, args, operations = Infinity) {
      const pool = space.pool()
      const work = workBytes > 0 ? pool.heap.allocate(workBytes) : 0
      try {
        pool.run(kernel, args(work), operations < WORTH_WAKING)
      } finally {
        if (work) pool.heap.free(work)
      }
    }
  }
}
