import * as tf from '@tensorflow/tfjs-core'
import type { Pool } from './pool'
import type { Space } from './space'

type DataId = object

/** What TF.js knows of a tensor's numbers, whoever has them. */
interface Known {
  backend: tf.KernelBackend
  shape: number[]
  dtype: tf.DataType
}

/** TF.js's WebAssembly backend, as far as it is needed to reach its numbers without a copy. */
export interface ActingBackend extends tf.KernelBackend {
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array
}

interface Block {
  pool: Pool
  address: number
  dtype: tf.DataType
  size: number
  references: number
}

const BYTES = 4

/**
 * Tensors that live in the kernels' memory. One fused kernel hands its result to the next without a copy; when an operation of the acting
 * backend asks for it, it moves there (`toActing`), and back when a fused kernel needs it again. A tensor has one home at a time; TF.js's
 * own record of homes is kept, so that reading and disposing find it anywhere.
 */
export class ResidentBackend extends tf.KernelBackend {
  private readonly blocks = new tf.DataStorage<Block>(this, tf.engine())
  #live = 0

  constructor(
    private readonly space: Space,
    private readonly acting: ActingBackend
  ) {
    super()
  }

  /** Address of a tensor's numbers; moves them into the kernels' memory where they are elsewhere. */
  addressOf({ dataId }: tf.TensorInfo): number {
    const pool = this.space.pool()
    const block = this.blocks.has(dataId) ? this.blocks.get(dataId) : this.fetch(dataId)
    if (block.pool !== pool) this.renew(block, pool)
    return block.address
  }

  /** An uninitialised tensor. A block larger than its shape says serves what kernels hand on to each other. */
  make(shape: number[], options: { dtype?: 'float32' | 'int32'; bytes?: number } = {}): tf.Tensor {
    const { dtype = 'float32' } = options
    const size = tf.util.sizeFromShape(shape)
    const pool = this.space.pool()
    const address = pool.heap.allocate(options.bytes ?? size * BYTES)
    const dataId = {}
    this.keep(dataId, { pool, address, dtype, size, references: 1 })
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, this)
  }

  /** A tensor to be written over another one: the other itself where it alone has its numbers, as a kernel's result that shares them. */
  over(tensor: tf.TensorInfo): tf.TensorInfo {
    const { dataId, shape, dtype } = tensor
    this.addressOf(tensor)
    if (this.refCount(dataId) > 1) return this.make(shape)
    this.incRef(dataId)
    return { dataId, shape, dtype }
  }

  /** Moves a tensor's numbers to the acting backend where they are here. */
  toActing({ dataId }: tf.TensorInfo): void {
    if (!this.blocks.has(dataId)) return
    const known = knownOf(dataId)!
    const block = this.blocks.get(dataId)
    const values = block.dtype === 'bool' ? Uint8Array.from(this.view(block)) : this.view(block)
    this.acting.move(dataId, values, known.shape, known.dtype, block.references)
    known.backend = this.acting
    this.disposeData(dataId, true)
  }

  private fetch(dataId: DataId): Block {
    const known = knownOf(dataId)!
    const { backend: source, shape, dtype } = known
    const isNear = source === this.acting
    const values = isNear ? this.acting.typedArrayFromHeap({ dataId, shape, dtype }) : source.readSync(dataId)
    this.move(dataId, values, shape, dtype, source.refCount(dataId))
    source.disposeData(dataId, true)
    known.backend = this
    return this.blocks.get(dataId)
  }

  /** The memory that a block was in has been given up, and is kept only by it. */
  private renew(block: Block, pool: Pool): void {
    const values = this.view(block)
    block.address = pool.heap.allocate(block.size * BYTES)
    block.pool = pool
    this.view(block).set(values)
  }

  private keep(dataId: DataId, block: Block): void {
    this.blocks.set(dataId, block)
    this.#live++
  }

  private view({ pool, address, dtype, size }: Block): Float32Array | Int32Array {
    return dtype === 'float32' ? pool.floats(address, size) : pool.ints(address, size)
  }

  override move(...[dataId, values, shape, dtype, references]: Parameters<tf.KernelBackend['move']>): void {
    if (dtype === 'string' || dtype === 'complex64')
      throw new Error(`the kernels take numbers, not ${dtype} [${shape.join(', ')}]`)
    const size = tf.util.sizeFromShape(shape)
    const pool = this.space.pool()
    const block = { pool, address: pool.heap.allocate(size * BYTES), dtype, size, references }
    this.keep(dataId, block)
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
    block.pool.heap.free(block.address)
    this.blocks.delete(dataId)
    this.#live--
    if (this.#live === 0) this.space.rest()
    return true
  }

  override memory() {
    return { unreliable: false, numBytes: this.space.pool().heap.used }
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }
}

function knownOf(dataId: DataId): Known | undefined {
  const { state } = tf.engine() as unknown as { state: { tensorInfo: WeakMap<DataId, Known> } }
  return state.tensorInfo.get(dataId)
}

/** The backend that holds a tensor's numbers now. */
export const homeOf = (dataId: DataId): tf.KernelBackend => knownOf(dataId)?.backend ?? tf.backend()
