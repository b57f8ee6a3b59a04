import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findAllViolations, findViolations } from './layers'

describe('the import table', () => {
  it('holds in every file of the repository', () => {
    expect(findAllViolations(join(import.meta.dirname, '..'))).toEqual([])
  })

  it('is checked in folders, components and nested files', () => {
    const root = mkdtempSync(join(tmpdir(), 'cadenza-layers-'))
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    write('src-main/contract/clip.ts', "import { z } from 'zod'")
    write('src-main/nn/kernels/gru.ts', "import '../../audio/mel'")
    write(
      'src-renderer/figures/Roll.svelte',
      "<script>\n  import { jobs } from '../state/jobs.svelte'\n</script>"
    )
    expect(findAllViolations(root)).toEqual([
      'src-main/nn/kernels/gru.ts may not import ../../audio/mel (src-main/audio/mel)',
      'src-renderer/figures/Roll.svelte may not import ../state/jobs.svelte (src-renderer/state/jobs.svelte)'
    ])
    rmSync(root, { recursive: true })
  })
})

const FORBIDDEN: [file: string, source: string][] = [
  ['src-main/contract/clip.ts', "import fs from 'node:fs'"],
  ['src-main/contract/clip.ts', "import fs from 'fs/promises'"],
  ['src-main/contract/clip.ts', "import { mel } from '../audio/mel'"],
  ['src-main/contract/clip.ts', "import { os } from '@orpc/server'"],
  ['src-main/audio/mel.ts', "import { edit } from '../text/wer'"],
  ['src-main/audio/mel.ts', "import '../music/chords'"],
  ['src-main/audio/mel.ts', "import * as tf from '@tensorflow/tfjs-core'"],
  ['src-main/text/wer.ts', "export { mel } from '../audio/mel'"],
  ['src-main/text/wer.ts', "export * from '../audio/mel'"],
  ['src-main/nn/ctc.ts', "import { train } from '../labs/speech/lab'"],
  ['src-main/nn/ctc.ts', "import type { Lab } from '../labs/lab'"],
  ['src-main/labs/trigger/lab.ts', "const { a } = await import('../jazz/model')"],
  ['src-main/labs/trigger/lab.ts', "type A = import('../jazz/model').A"],
  ['src-main/labs/trigger/lab.ts', "import { readFileSync } from 'node:fs'"],
  ['src-main/labs/trigger/lab.ts', "import { app } from 'electron'"],
  ['src-main/labs/trigger/lab.ts', "import.meta.glob('../*/lab.ts')"],
  ['src-main/labs/trigger/lab.ts', "import.meta.glob(['./data/*', '../jazz/*'])"],
  ['src-main/labs/trigger/lab.ts', 'const lab = await import(name)'],
  ['src-main/labs/trigger/lab.ts', "import { jobs } from '../../engine/jobs'"],
  ['src-main/labs/lab.ts', "import { lab } from './trigger/lab'"],
  ['src-main/library/clips.ts', "import { encode } from '../audio/wav'"],
  ['src-main/library/clips.ts', "import { app } from 'electron'"],
  ['src-main/engine/engine.ts', "import { utilityProcess } from 'electron'"],
  ['src-main/engine/engine.ts', "import { shell } from 'electron/common'"],
  ['src-main/engine/engine.ts', "import { App } from '../../src-renderer/state/app.svelte'"],
  ['src-main/cli.ts', "const { app } = require('electron')"],
  ['src-main/preload.ts', "import { open } from './library/clips'"],
  ['src-renderer/state/jobs.svelte.ts', "import { join } from 'node:path'"],
  ['src-renderer/state/jobs.svelte.ts', "import { lab } from '../../src-main/labs/lab'"],
  ['src-renderer/state/jobs.svelte.ts', "import { createORPCClient } from '@orpc/client'"],
  ['src-renderer/pages/Trigger.svelte', "<p>{#await import('electron')}…{/await}</p>"],
  ['src-renderer/pages/Trigger.svelte', "<script module>import '../../src-main/cli'</script>"],
  ['src-renderer/audio/capture.ts', "new URL('../../src-main/audio/mel.ts', import.meta.url)"],
  ['src-renderer/audio/capture.ts', "import url from '../../src-main/audio/mel.ts?url'"],
  ['src-renderer/draw/curve.ts', "import { Jobs } from '../state/jobs.svelte'"],
  ['src-renderer/draw/curve.ts', "import { onMount } from 'svelte'"],
  ['src-renderer/figures/Curve.svelte', '<script lang="ts">import type { A } from \'../client\'</script>']
]

const ALLOWED: [file: string, source: string][] = [
  ['src-main/contract/job.ts', "import { z } from 'zod'\nimport type { Clip } from './clip'"],
  [
    'src-main/audio/decode/wav.ts',
    "import type { Clip } from '../../contract/clip'\nimport { f } from '../mel'"
  ],
  ['src-main/labs/trigger/lab.ts', "import { a } from './model'\nimport type { Lab } from '../lab'"],
  ['src-main/labs/trigger/lab.ts', "import { mel } from '../../audio/mel'\nimport '@tensorflow/tfjs-layers'"],
  ['src-main/library/clips.ts', "import fs from 'node:fs'\nimport write from 'write-file-atomic'"],
  ['src-main/engine/labs.ts', "import.meta.glob('../labs/*/lab.ts')\nawait import(name)"],
  ['src-main/main.ts', "import { app } from 'electron'\nimport { port } from './engine/port'"],
  ['src-renderer/client.ts', "import { createORPCClient } from '@orpc/client'"],
  ['src-renderer/figures/Curve.svelte', "<script>import uPlot from 'uplot'\nimport '../draw/curve'</script>"],
  ['src-renderer/pages/Trigger.svelte', "<script>import Curve from '../figures/Curve.svelte'</script>"],
  ['src-renderer/window.ts', "import './app.css'\nimport '@fontsource-variable/inter'"]
]

describe('one import', () => {
  it.each(FORBIDDEN)('is refused: %s ← %s', (file, source) => {
    expect(findViolations(file, source)).toHaveLength(1)
  })

  it.each(ALLOWED)('is allowed: %s ← %s', (file, source) => {
    expect(findViolations(file, source)).toEqual([])
  })

  it('is not taken from a comment or a string', () => {
    const source = "// import '../jazz/model'\nconst text = \"import '../jazz/model'\""
    expect(findViolations('src-main/labs/trigger/lab.ts', source)).toEqual([])
  })
})

it('a file outside the plan is named', () => {
  expect(findViolations('src-other/a.ts', '')).toEqual(['src-other/a.ts lies in no folder of the plan'])
})
