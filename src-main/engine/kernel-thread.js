// One thread of the pool: waits for an epoch, calls the same kernel as all others, meets them at a barrier.
const { workerData } = require('node:worker_threads')
const { module, memory, thread, threads, kernels, machine, control, word } = workerData
const words = new Int32Array(memory.buffer, control, 32)
const sleep = (place, seen) => void Atomics.wait(words, (place - control) / 4, seen, 100)
const beyond = machine ? routinesOf(machine) : { hasMachine: 0, machine() {} }
const { exports } = new WebAssembly.Instance(module, { env: { memory, sleep, ...beyond } })
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

/** The routines that the first thread put into memory (machine-host.ts). */
function routinesOf({ library, signature, code, base }) {
  const koffi = require(library)
  koffi.load(null) // without it koffi 3.3 has no memory for calls in this thread
  const run = koffi.decode(code, koffi.proto(signature))
  return { hasMachine: 1, machine: (routine, words) => run(base, words, routine) }
}
