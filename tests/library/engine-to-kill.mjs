import { createServer } from 'vite'
import { assembly } from '../../scripts/assembly.mjs'

/** An engine in a process of its own, which a test kills: it begins a recording and a training, and tells how far they are. */
const [libraryFolder] = process.argv.slice(2)
const vite = await createServer({
  configFile: false,
  plugins: [assembly()],
  root: new URL('../..', import.meta.url).pathname,
  server: { middlewareMode: true, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  logLevel: 'error'
})
const { createEngine } = await vite.ssrLoadModule('/src-main/engine/create-engine.ts')
const { tinyLab } = await vite.ssrLoadModule('/tests/engine/tiny-lab.ts')
const { createRouterClient } = await vite.ssrLoadModule('@orpc/server')

const settings = { libraryFolder, backend: 'cpu', theme: 'system', chime: true, speechMirror: '' }
const engine = await createEngine({
  libraryFolder,
  assetsFolder: '',
  appVersion: '',
  labs: [tinyLab],
  settings
})
const client = createRouterClient(engine.router)

const ref = await client.clips.begin({ name: 'long story', dataset: null, role: null, sampleRate: 16_000 })
const { id } = await client.jobs.start({ lab: 'tiny', action: 'train', params: { steps: 2_000, pause: 4 } })
const listening = await client.jobs.start({ lab: 'tiny', action: 'run', params: {} })
void (async () => {
  for await (const update of await client.jobs.watch({ id }))
    if (update.kind === 'events')
      for (const event of update.events)
        if (event.type === 'saved') process.send?.({ saved: id, listening: listening.id })
})()
for (let second = 1; ; second++) {
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => 0.5 * Math.sin((second * i) / 50))
  await client.clips.append({ ...ref, samples })
  process.send?.({ seconds: second })
  await new Promise((resolve) => setTimeout(resolve, 100))
}
