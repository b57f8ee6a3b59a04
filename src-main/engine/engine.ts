import { dirname, join } from 'node:path'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMainLike } from '@orpc/client/message-port'
import { transferBinary } from '../contract/transfer'
import { createEngine, type Engine } from './create-engine'
import { failureOf } from './failure'
import { ENGINE_OPTIONS, type EngineOptions, type FromEngine, type ToEngine } from './host-messages'
import { readSettings } from './settings'

type Port = MessagePortMainLike & { start(): void }

/** The utility process's line to main; Electron adds it to `process`. */
interface ParentPort {
  on(event: 'message', listener: (message: { data: ToEngine; ports: Port[] }) => void): void
  postMessage(message: FromEngine): void
}

const { parentPort } = process as unknown as { parentPort: ParentPort }
const options = JSON.parse(process.env[ENGINE_OPTIONS] ?? '{}') as EngineOptions
const settings = readSettings(options.settingsFile)
const say = (message: FromEngine) => parentPort.postMessage(message)

const starting = createEngine({
  ...options,
  libraryFolder: settings.libraryFolder,
  settings,
  backendsFile: join(dirname(options.settingsFile), 'backends.json'),
  onRunning: (jobs) => say({ kind: 'running', jobs }),
  onSettings: (changed) => say({ kind: 'settings', settings: changed })
})

/** Said to each window that asks: the first may not have been listening yet. */
const sayWhy = (error: unknown) =>
  say({ kind: 'failed', message: `The engine cannot start: ${failureOf(error).message}` })

starting.catch((error: unknown) => {
  console.error(error)
  sayWhy(error)
})

parentPort.on('message', ({ data, ports: [port] }) => {
  if (data.kind === 'close') void leave()
  else if (port) void starting.then((engine) => connect(engine, port)).catch(sayWhy)
})

function connect({ router }: Engine, port: Port): void {
  new RPCHandler(router, { experimental_transfer: transferBinary }).upgrade(port)
  port.start()
}

async function leave(): Promise<void> {
  await starting.then((engine) => engine.close()).catch((error: unknown) => console.error(error))
  process.exit(0)
}
