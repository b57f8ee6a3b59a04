import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { ThreadHost } from '../nn/kernels/pool'
import code from './kernel-thread.js?raw'
import { machineFor } from './machine-host'

/** Threads of Node for the kernels. They never keep the process alive. */
export const nodeThreads: ThreadHost = {
  spawn(data, onDead) {
    const worker = new Worker(code, { eval: true, workerData: data, name: 'kernels' })
    worker.on('error', (error) => {
      console.error('cadenza: a thread of the kernels died:', error) // the job that it fails says only that it did
      onDead()
    })
    worker.on('exit', onDead)
    worker.unref()
    return { terminate: () => void worker.terminate() }
  },
  machine: machineFor
}

/** Lets V8 before 11.4 (Node 20) compile multiply-and-add in one instruction; newer ones do so by themselves and know no such flag. */
export function allowRelaxedSimd(): void {
  const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number)
  if (major < 11 || (major === 11 && minor < 4)) setFlagsFromString('--experimental-wasm-relaxed-simd')
}
