import * as tf from '@tensorflow/tfjs-core'

/** An attribute of a TensorFlow op, as tfjs-node's binding takes it. */
export interface OpAttribute {
  name: string
  type: number
  value: boolean | number | string
}

/** The part of tfjs-node's backend that runs TensorFlow's own ops by name. */
export interface NativeBackend {
  isUsingGpuDevice: boolean
  binding: Record<'TF_FLOAT' | 'TF_INT64', number> &
    Record<'TF_ATTR_BOOL' | 'TF_ATTR_FLOAT' | 'TF_ATTR_INT' | 'TF_ATTR_STRING' | 'TF_ATTR_TYPE', number> & {
      createTensor(shape: number[], type: number, values: Int32Array): number
    }
  tensorMap: { set(dataId: object, tensor: object): void }
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number
  ): tf.Tensor[]
  disposeData(dataId: object): boolean
}

/** Runs TensorFlow's ops on tensors of the backend `tensorflow`. */
export class Executor {
  constructor(readonly backend: NativeBackend) {}

  /** @returns as many tensors as `outputs` says, the caller's (a tidy around it frees them) */
  run(
    name: string,
    inputs: tf.TensorInfo[],
    { attributes, outputs }: { attributes: OpAttribute[]; outputs: number }
  ): tf.Tensor[] {
    const all = [...attributes, { name: 'T', type: this.#types.TF_ATTR_TYPE, value: this.#types.TF_FLOAT }]
    return this.backend.executeMultipleOutputs(name, all, inputs, outputs)
  }

  bool(name: string, value: boolean): OpAttribute {
    return { name, type: this.#types.TF_ATTR_BOOL, value }
  }

  float(name: string, value: number): OpAttribute {
    return { name, type: this.#types.TF_ATTR_FLOAT, value }
  }

  text(name: string, value: string): OpAttribute {
    return { name, type: this.#types.TF_ATTR_STRING, value }
  }

  integer(name: string, value: number): OpAttribute {
    return { name, type: this.#types.TF_ATTR_INT, value }
  }

  /**
   * Hands `work` a whole number below 2³¹ as a 64-bit tensor, which TF.js does not know. tfjs-node has a class for it that leaves the
   * tensor behind at every use.
   */
  withInt64<T>(value: number, work: (scalar: tf.TensorInfo) => T): T {
    const { TF_INT64 } = this.#types
    const id = this.backend.binding.createTensor([], TF_INT64, Int32Array.of(value, 0))
    const dataId = {}
    this.backend.tensorMap.set(dataId, { shape: [], dtype: TF_INT64, values: null, id, refCount: 1 })
    try {
      return work({ dataId, shape: [], dtype: 'int32' })
    } finally {
      this.backend.disposeData(dataId)
    }
  }

  get #types(): NativeBackend['binding'] {
    return this.backend.binding
  }
}
