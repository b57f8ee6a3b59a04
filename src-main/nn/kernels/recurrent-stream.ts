import type { RecurrentStream, StreamSpec } from '../recurrent-stream'
import type { Pool } from './pool'
import { FLOAT, ROWS_WORK, wideOf } from './sizes'

const GATES = { rnn: 1, gru: 3, lstm: 4 }
/** Floats per row that the kernel leaves behind: sums, four slots, four slots and the cell (in widths). */
const LEFT = { rnn: 1, gru: 4, lstm: 5 }

/**
 * A recurrent layer that goes on from one push to the next, on the calling thread: its weights are packed once, its state stays where it is,
 * and a push of no more steps than one before allocates nothing.
 */
export function openFusedStream(pool: Pool, spec: StreamSpec): RecurrentStream {
  const { cell, inputs, units, kernel, recurrent, bias } = spec
  const recurrentBias = spec.cell === 'gru' ? spec.recurrentBias : undefined
  const wide = wideOf(units)
  const { heap } = pool
  const own: number[] = []
  const block = (floats: number) => {
    const address = heap.allocate(floats * FLOAT)
    own.push(address)
    return address
  }
  const place = (values: Float32Array) => {
    const address = heap.allocate(values.byteLength)
    pool.floats(address, values.length).set(values)
    return address
  }
  const work = block((inputs + units) * GATES[cell] * wide + 9 * wide + wide + ROWS_WORK / FLOAT)
  const state = block(units)
  const cellState = block(units)
  let capacity = 0
  let [x, states, left] = [0, 0, 0]
  const weights = [kernel, recurrent, bias, ...(recurrentBias ? [recurrentBias] : [])].map(place)
  const args: number[] = []
  const setArguments = (time: number) => {
    const shared = [x, weights[0]!, weights[1]!, state, 0, states, 1, time, inputs, units, 0, work, left]
    const isHard = spec.cell !== 'rnn' && spec.gateActivation === 'hardSigmoid' ? 1 : 0
    const rest = {
      rnn: [weights[2]!, state],
      gru: [weights[2]!, weights[3] ?? 0, state, isHard],
      lstm: [weights[2]!, cellState, state, cellState, left + capacity * 4 * wide * FLOAT, isHard]
    }[cell]
    args.splice(0, args.length, ...shared, ...rest)
  }
  setArguments(1)
  pool.runAlone(`${cell}Pack`, args)
  // The packed weights are all that the runs read; of the addresses only whether there is a recurrent bias.
  weights.forEach((address) => heap.free(address))

  const reach = (steps: number) => {
    if (steps <= capacity) return
    for (const address of [x, states, left]) if (address) heap.free(address)
    capacity = steps
    x = heap.allocate(steps * inputs * FLOAT)
    states = heap.allocate(steps * units * FLOAT)
    left = heap.allocate(steps * LEFT[cell] * wide * FLOAT)
  }
  let [input, output]: [Float32Array, Float32Array] = [new Float32Array(0), new Float32Array(0)]
  const look = (steps: number) => {
    const isAsBefore =
      input.length === steps * inputs && input.buffer === pool.memory.buffer && input.byteOffset === x
    if (isAsBefore) return
    input = pool.floats(x, steps * inputs)
    output = pool.floats(states, steps * units)
    setArguments(steps)
  }
  const stream: RecurrentStream = {
    push(values) {
      const steps = values.length / inputs
      if (!Number.isInteger(steps))
        throw new RangeError(`a push must hold whole steps of ${inputs} numbers, not ${values.length}`)
      if (steps === 0) return new Float32Array(0)
      reach(steps)
      look(steps)
      input.set(values)
      pool.runAlone(`${cell}Run`, args)
      return output
    },
    state: () => ({ state: pool.floats(state, units).slice(), cell: pool.floats(cellState, units).slice() }),
    restore(before) {
      pool.floats(state, units).set(before.state)
      pool.floats(cellState, units).set(before.cell)
    },
    reset() {
      pool.floats(state, units).fill(0)
      pool.floats(cellState, units).fill(0)
    },
    close() {
      for (const address of [...own, x, states, left]) if (address) heap.free(address)
    }
  }
  stream.reset()
  return stream
}
