/** A process that keeps the engine's side of the bargain with its host: it takes ports and leaves when told to, unless it is deaf. */
const isDeaf = process.argv.includes('deaf')
if (isDeaf) process.on('SIGTERM', () => {})
process.on('message', ({ kind }) => {
  if (kind === 'close' && !isDeaf) process.exit(0)
  process.send?.({ kind: 'running', jobs: 1 })
})
