/** A process that keeps the engine's side of the bargain with its host: it takes ports and leaves when told to. */
process.on('message', ({ kind }) => {
  if (kind === 'close') process.exit(0)
  process.send?.({ kind: 'running', jobs: 1 })
})
