import * as tf from '@tensorflow/tfjs-core'
import type { Pool } from './pool'

type DataId = object

interface Block {
  address: number
  dtype: tf.DataType
  size: number
  references: number
}

const BYTES = 4

/**
 * Tensors that live in the kernels' memory. One fused kernel hands its result to the next without a copy; when an operation of another
 * backend asks for it, TF.js moves it there, and back when a fused kernel needs it again. A tensor has one home at a time.
 */
export class ResidentBackend extends tf.KernelBackend {
  private readonly blocks = new tf.DataStorage<Block>(this, tf.engine())
  #live = 0

  constructor(private readonly pool: Pool) {
    super()
  }

  /** Address of a tensor's numbers; moves them into the kernels' memory where they are elsewhere. */
  addressOf(tensor: tf.TensorInfo): number {
    return this.blocks.get(tensor.dataId).address
  }

  /** An uninitialised tensor. A block larger than its shape says serves what kernels hand on to each other. */
  make(shape: number[], options: { dtype?: 'float32' | 'int32'; bytes?: number } = {}): tf.Tensor {
    const { dtype = 'float32' } = options
    const size = tf.util.sizeFromShape(shape)
    const bytes = options.bytes ?? size * BYTES
    const dataId = this.keep({ address: this.pool.heap.allocate(bytes), dtype, size, references: 1 })
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, this)
  }

  private keep(block: Block, dataId: DataId = {}): DataId {
    this.blocks.set(dataId, block)
    this.#live++
    return dataId
  }

  private view({ address, dtype, size }: Block): Float32Array | Int32Array {
    return dtype === 'float32' ? this.pool.floats(address, size) : this.pool.ints(address, size)
  }

  override move(...[dataId, values, shape, dtype, references]: Parameters<tf.KernelBackend['move']>): void {
    if (dtype === 'string' || dtype === 'complex64')
      throw new Error(`the kernels take numbers, not ${dtype} [${shape.join(', ')}]`)
    const size = tf.util.sizeFromShape(shape)
    const block = { address: this.pool.heap.allocate(size * BYTES), dtype, size, references }
    this.keep(block, dataId)
    this.view(block).set(values as Float32Array)
  }

  override readSync(dataId: DataId): Float32Array | Int32Array | Uint8Array {
    const block = this.blocks.get(dataId)
    const values = this.view(block)
    return block.dtype === 'bool' ? Uint8Array.from(values) : values.slice()
  }

  override async read(dataId: DataId): Promise<tf.BackendValues> {
    return this.readSync(dataId)
  }

  override numDataIds(): number {
    return this.#live
  }

  override refCount(dataId: DataId): number {
    return this.blocks.has(dataId) ? this.blocks.get(dataId).references : 0
  }

  override incRef(dataId: DataId): void {
    this.blocks.get(dataId).references++
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.blocks.has(dataId)) return true
    const block = this.blocks.get(dataId)
    block.references--
    if (!force && block.references > 0) return false
    this.pool.heap.free(block.address)
    this.blocks.delete(dataId)
    this.#live--
    return true
  }

  override memory() {
    return { unreliable: false, numBytes: this.pool.heap.used }
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }
}

/** The backend that holds a tensor's numbers now. */
export function homeOf(dataId: DataId): tf.KernelBackend {
  const { state } = tf.engine() as unknown as {
    state: { tensorInfo: WeakMap<DataId, { backend: tf.KernelBackend }> }
  }
  return state.tensorInfo.get(dataId)?.backend ?? tf.backend()
}
