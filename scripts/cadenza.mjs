#!/usr/bin/env node
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, main } from './run.mjs'
import { setUp } from './setup.mjs'

// npm run changes into the repository; paths on the command line are meant from where the person stands.
if (process.env.npm_lifecycle_event === 'cadenza' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)

await main(async () => {
  await setUp({ needsWindow: false, needsXvfb: false })
  await import(pathToFileURL(join(ROOT, 'out', 'cli.js')).href)
})
