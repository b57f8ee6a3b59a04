import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { prepareBackend } from '../../src-main/engine/backend'
import { BackendMemory, type Measurement } from '../../src-main/engine/backends/memory'
import { refusalOf } from '../../src-main/engine/backends/refusal'
import { temporaryFolder } from './engine-for-test'

const found: Measurement['found'] = [
  { name: 'wasm', works: true, note: 'fast', detail: null, times: { lstm: 1, gru: 2, product: 3 } }
]
const measurement = (measuredAt: number): Measurement => ({ chosen: 'wasm', found, measuredAt })

/** The number of a process that is gone. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid

describe('the memory of measurements', () => {
  it('gives back what it kept, for the same surroundings only', async () => {
    const file = join(await temporaryFolder(), 'new folder', 'backends.json')
    new BackendMemory({ file, key: 'here' }).keep(measurement(5))
    expect(new BackendMemory({ file, key: 'here' }).measurement).toEqual(measurement(5))
    expect(new BackendMemory({ file, key: 'elsewhere' }).measurement).toBeNull()
  })

  it('keeps the newest eight', async () => {
    const file = join(await temporaryFolder(), 'backends.json')
    for (let i = 1; i <= 9; i++) new BackendMemory({ file, key: `machine ${i}` }).keep(measurement(i))
    const at = (i: number) => new BackendMemory({ file, key: `machine ${i}` }).measurement?.measuredAt
    expect([1, 2, 9].map(at)).toEqual([undefined, 2, 9])
  })

  it('takes a file that is damaged for none', async () => {
    const file = join(await temporaryFolder(), 'backends.json')
    const damaged = [
      '',
      '[]',
      '{"measurements": 3}',
      JSON.stringify({ measurements: { here: { ...measurement(1), chosen: 'abacus' } }, trying: null })
    ]
    for (const text of damaged) {
      writeFileSync(file, text)
      expect(new BackendMemory({ file, key: 'here' }).measurement, text).toBeNull()
    }
    new BackendMemory({ file, key: 'here' }).keep(measurement(2))
    expect(new BackendMemory({ file, key: 'here' }).measurement).toEqual(measurement(2))
  })

  it('lasts as long as the engine where there is no file, or where none can be written', async () => {
    const memory = new BackendMemory({ file: null, key: 'here' })
    memory.keep(measurement(1))
    expect(memory.measurement).toEqual(measurement(1))
    const complaint = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const blocked = join(await temporaryFolder(), 'file')
    writeFileSync(blocked, '')
    new BackendMemory({ file: join(blocked, 'backends.json'), key: 'here' }).keep(measurement(1))
    expect(complaint).toHaveBeenCalledOnce()
    complaint.mockRestore()
  })
})

describe('a native library that ended its process', () => {
  it('is known by the mark that was left standing', async () => {
    const file = join(await temporaryFolder(), 'backends.json')
    const memory = new BackendMemory({ file, key: 'here' })
    await memory.whileTrying('tensorflow', async () => {
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        trying: { name: 'tensorflow', pid: process.pid }
      })
      expect(memory.deadly).toBeNull() // we live
    })
    expect(memory.deadly).toBeNull()
    writeFileSync(file, JSON.stringify({ trying: { name: 'tensorflow', pid: deadPid() } }))
    expect(memory.deadly).toBe('tensorflow')
  })

  it('is not tried a second time until the person asks', async () => {
    const file = join(await temporaryFolder(), 'backends.json')
    writeFileSync(file, JSON.stringify({ trying: { name: 'tensorflow', pid: deadPid() } }))
    const report = await prepareBackend('tensorflow', new BackendMemory({ file, key: 'here' }))
    expect(report.found[0]).toMatchObject({
      name: 'tensorflow',
      works: false,
      note: 'ended the engine when it was tried'
    })
    expect(report.chosen).toBe('wasm')
  })
})

describe('a refusal in words', () => {
  it('of a package that is absent names the package, not the files that asked for it', () => {
    const error = new Error("Cannot find module '@tensorflow/tfjs-node'\nRequire stack:\n- /a/b.js")
    const detail = "Cannot find module '@tensorflow/tfjs-node'"
    expect(refusalOf(error)).toEqual({ note: 'not installed', detail })
  })

  const cases: [message: string, note: string][] = [
    [
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /a. \nPlease run …',
      'installed without its library'
    ],
    [
      'libcudart.so.11.0: cannot open shared object file: No such file or directory',
      'libcudart.so.11.0 is missing'
    ],
    ['/a/tfjs_binding.node: invalid ELF header', 'built for another processor'],
    ['no idea', 'no idea'],
    ['x'.repeat(100), `${'x'.repeat(58)} …`]
  ]
  it.each(cases)('%j', (message, note) => {
    expect(refusalOf(new Error(message))).toEqual({ note, detail: message })
  })
})
