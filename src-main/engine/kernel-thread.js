// One thread of the pool: waits for an epoch, calls the same kernel as all others, meets them at a barrier.
const { workerData } = require('node:worker_threads')
const { module, memory, thread, threads, kernels, control, word } = workerData
const words = new Int32Array(memory.buffer, control, 32)
const sleep = (place, seen) => void Atomics.wait(words, (place - control) / 4, seen, 100)
const { exports } = new WebAssembly.Instance(module, { env: { memory, sleep } })
let epoch = 0
exports.enter(thread, threads)
for (;;) {
  epoch = exports.rest(epoch)
  const operation = Atomics.load(words, word.operation)
  if (operation < 0) break
  try {
    exports[kernels[operation]]()
    exports.barrier()
  } catch (error) {
    Atomics.store(words, word.failed, 1)
    throw error
  }
}
