import { Worker } from 'node:worker_threads'
import type { ThreadHost } from '../nn/kernels/pool'
import code from './kernel-thread.js?raw'

/** Threads of Node for the kernels. They never keep the process alive. */
export const nodeThreads: ThreadHost = {
  spawn(data, onDead) {
    const worker = new Worker(code, { eval: true, workerData: data, name: 'kernels' })
    worker.on('error', (e) => {
      console.log('DEAD', e)
      onDead()
    })
    worker.on('exit', onDead)
    worker.unref()
    return { terminate: () => void worker.terminate() }
  }
}
