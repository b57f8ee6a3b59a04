import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { load } from '../../src-main/engine/backends/load'
import { checkAgainst } from '../../src-main/nn/native/check-kernels'
import { cudnnBackward } from '../../src-main/nn/native/cudnn'
import { cudnnKernels } from '../../src-main/nn/native/cudnn-kernels'
import { packWeights, unpackWeights, type CudnnWeights } from '../../src-main/nn/native/cudnn-weights'
import { Executor, type NativeBackend } from '../../src-main/nn/native/executor'
import { kernelsOf } from '../../src-main/nn/native/native-kernels'
import { lstm, type LstmOptions } from '../../src-main/nn/recurrent'

/** The C library's own count of tensors, which TF.js does not see. */
type Counting = NativeBackend & { binding: { getNumOfTensors(): number } }
const native = () => tf.backend() as unknown as Counting

const random = createRandom(11)
const draw = <T extends tf.Tensor>(shape: number[]): T =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape
  ) as unknown as T

const [BATCH, TIME, INPUTS, UNITS] = [3, 5, 4, 6] as const
const drawLstm = () => ({
  x: draw<tf.Tensor3D>([BATCH, TIME, INPUTS]),
  kernel: draw<tf.Tensor2D>([INPUTS, 4 * UNITS]),
  recurrent: draw<tf.Tensor2D>([UNITS, 4 * UNITS]),
  bias: draw<tf.Tensor1D>([4 * UNITS])
})

beforeAll(async () => {
  expect(await load('tensorflow')).toMatchObject({
    works: true,
    note: /^version 2\.\d+\.\d+, on the processor$/
  })
})

describe('the LSTM', () => {
  const train = (options: LstmOptions) =>
    tf.tidy(() =>
      tf
        .grads((x: tf.Tensor, kernel: tf.Tensor) =>
          tf.sum(lstm({ ...options, x: x as tf.Tensor3D, kernel: kernel as tf.Tensor2D }).states)
        )([options.x, options.kernel])
        .map((gradient) => [...gradient.dataSync()])
    )

  test('is one call of the C library where it is plain, and many where it is not', () => {
    const options = drawLstm()
    const inputs = {
      ...options,
      state: tf.zeros([BATCH, UNITS]),
      cell: tf.zeros([BATCH, UNITS])
    }
    const reserveOf = (gateActivation: string) => {
      const attrs = { reverse: false, gateActivation }
      const [, , , reserve] = tf.engine().runKernel<tf.Tensor[]>('Lstm', inputs, attrs)
      return reserve!.shape
    }
    expect(reserveOf('sigmoid')).toEqual([7, TIME, BATCH, UNITS])
    expect(reserveOf('hardSigmoid')).toEqual([BATCH, TIME, 5 * UNITS])
  })

  test('leaves nothing behind in the C library', () => {
    const options = drawLstm()
    const mask = tf.ones<tf.Rank.R2>([BATCH, TIME])
    train(options)
    train({ ...options, mask })
    const before = native().binding.getNumOfTensors()
    for (let i = 0; i < 3; i++) {
      train(options)
      train({ ...options, mask })
    }
    expect(native().binding.getNumOfTensors()).toBe(before)
  })

  test('never reads what stands at a masked step', () => {
    const options = drawLstm()
    const mask = tf.tensor2d(Array.from({ length: BATCH }, () => [1, 1, 1, 0, 0]))
    const spoilt = tf.concat<tf.Tensor3D>(
      [tf.slice(options.x, [0, 0, 0], [-1, 3, -1]), tf.fill([BATCH, 2, INPUTS], NaN)],
      1
    )
    const [dx, dKernel] = train({ ...options, mask })
    expect(train({ ...options, x: spoilt, mask })).toEqual([dx, dKernel])
    expect(dKernel!.every(Number.isFinite)).toBe(true)
  })
})

test('the GRU that resets before the product is a call of the C library a step', () => {
  const inputs = {
    x: draw([BATCH, TIME, INPUTS]),
    kernel: draw([INPUTS, 3 * UNITS]),
    recurrent: draw([UNITS, 3 * UNITS]),
    bias: draw([3 * UNITS]),
    state: draw([BATCH, UNITS])
  }
  const attrs = { reverse: false, variant: 'reset-before', gateActivation: 'sigmoid' }
  const [, , reserve] = tf.engine().runKernel<tf.Tensor[]>('Gru', inputs, attrs)
  expect(reserve!.shape).toEqual([3 * TIME, BATCH, UNITS])
})

describe('cuDNN', () => {
  const layers = [
    { name: 'lstm', gates: 4 },
    { name: 'gru', gates: 3 }
  ] as const

  test.each(layers)('weights of a $name come back from its flat vector', ({ name, gates }) => {
    const weights: CudnnWeights = {
      kernel: draw([INPUTS, gates * UNITS]),
      recurrent: draw([UNITS, gates * UNITS]),
      bias: draw([gates * UNITS]),
      recurrentBias: draw([gates * UNITS])
    }
    const packed = packWeights(name, weights)
    const back = unpackWeights(name, packed, { inputs: INPUTS, units: UNITS })
    for (const [key, tensor] of Object.entries(weights) as [keyof CudnnWeights, tf.Tensor][])
      expect(back[key].arraySync(), key).toEqual(tensor.arraySync())
  })

  test('has the weights of a GRU in the order r, z, h, each matrix by units', () => {
    // Kernel: 100·gate + 10·input + unit; recurrent 1000 more; biases 2000 and 3000 more, by gate and unit.
    const number = (rows: number, from: number) =>
      Array.from({ length: rows }, (_, i) =>
        [0, 1, 2].flatMap((gate) => [0, 1].map((unit) => from + 100 * gate + 10 * i + unit))
      )
    const packed = packWeights('gru', {
      kernel: tf.tensor2d(number(3, 0)),
      recurrent: tf.tensor2d(number(2, 1000)),
      bias: tf.tensor1d(number(1, 2000)[0]!),
      recurrentBias: tf.tensor1d(number(1, 3000)[0]!)
    })
    const [r, z, h] = [100, 0, 200]
    const matrix = (from: number, rows: number) =>
      [0, 1].flatMap((unit) => Array.from({ length: rows }, (_, i) => from + 10 * i + unit))
    expect([...packed.dataSync()]).toEqual([
      ...[r, z, h].flatMap((gate) => matrix(gate, 3)),
      ...[r, z, h].flatMap((gate) => matrix(1000 + gate, 2)),
      ...[2000, 3000].flatMap((from) => [r, z, h].flatMap((gate) => [from + gate, from + gate + 1]))
    ])
  })

  test('is refused where there is no GPU, its ops and their attributes being what TensorFlow knows', () => {
    const executor = new Executor(native())
    const plain = kernelsOf(executor)
    const cudnn = cudnnKernels(executor, plain)
    expect(checkAgainst(plain, cudnn)).toMatch(/Could not find device for node: .*CudnnRNN\[.*rnn_mode="gru"/)
    const rows = () => draw<tf.Tensor2D>([BATCH, UNITS])
    const backward = () =>
      cudnnBackward(executor, 'lstm', {
        call: {
          ...drawLstm(),
          ...{ batch: BATCH, time: TIME, units: UNITS, state: rows(), mask: undefined, reverse: false },
          ...{ variant: 'reset-after', gateActivation: 'sigmoid' }
        },
        given: {
          ...{ states: draw([BATCH, TIME, UNITS]), dStates: draw([BATCH, TIME, UNITS]), dLast: rows() },
          ...{ cell: rows(), dLastCell: rows() },
          reserve: draw([99 + 4 * UNITS * (INPUTS + UNITS + 2) + BATCH * UNITS])
        }
      })
    expect(backward).toThrow(/Could not find device for node: .*CudnnRNNBackprop\[.*rnn_mode="lstm"/)
  })

  test('is refused where its numbers are others, and not where they are the same', () => {
    const plain = kernelsOf(new Executor(native()))
    expect(checkAgainst(plain, plain)).toBeNull()
    const wrong = {
      ...plain,
      LstmGradient: (given: Parameters<tf.KernelFunc>[0]) => {
        const [dGates, dKernel, ...rest] = plain['LstmGradient']!(given) as tf.Tensor[]
        return [dGates!, tf.add(dKernel!, 0.1), ...rest]
      }
    }
    expect(checkAgainst(plain, wrong)).toMatch(/^Lstm: gradient 1 is off by 0\.\d+$/)
  })
})
