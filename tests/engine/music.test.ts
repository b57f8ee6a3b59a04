import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { barOnsets } from '../../src-main/contract/music'
import { readMidi } from '../../src-main/music/midi'
import { openEngine, temporaryFolder } from './engine-for-test'
import { quartet } from './sound/quartet'

const FEEL = { tempo: 160, swing: 0.62 }

describe('charts', () => {
  it('are read, or it is said where they cannot be', async () => {
    const { client } = await openEngine()
    const good = await client.music.parseChart({ text: 'Dm7 G7 | Cmaj7 | %', title: 'Two five', key: 'C' })
    expect(good).toMatchObject({ problem: null, chart: { title: 'Two five', key: 'C' } })
    expect(good.chart!.bars.map(({ chords }) => chords.map(({ symbol }) => symbol))).toEqual([
      ['Dm7', 'G7'],
      ['Cmaj7'],
      ['Cmaj7']
    ])
    const bad = await client.music.parseChart({ text: 'Dm7 | \nC7 | Q7' })
    expect(bad.chart).toBeNull()
    expect(bad.problem).toMatchObject({
      line: 2,
      column: 6,
      message: expect.stringContaining('Q7') as string
    })
  })

  it('are moved to another key, text and all; names stay out of a text that had none', async () => {
    const { client } = await openEngine()
    const moved = await client.music.parseChart({
      text: 'Dm7 G7 | Cmaj7',
      title: 'Two five',
      key: 'C',
      transpose: 3
    })
    expect(moved).toMatchObject({ text: 'Fm7 Bb7 | Ebmaj7', chart: { title: 'Two five', key: 'Eb' } })
    const named = await client.music.parseChart({ text: 'Title: Mine\nKey: C\nC7', transpose: -2 })
    expect(named.text).toBe('Title: Mine\nKey: Bb\nBb7')
  })

  it('say which chord sounds when', async () => {
    const { client } = await openEngine()
    const { chart } = await client.music.parseChart({ text: 'Dm7 G7 | Cmaj7' })
    const spans = await client.music.harmony({ bars: chart!.bars })
    expect(spans.map(({ start, end, chord }) => [start, end, chord?.root])).toEqual([
      [0, 2, 2],
      [2, 4, 7],
      [4, 8, 0]
    ])
  })
})

describe('the band', () => {
  it('plays each chorus of a chart, the same by the same seed', async () => {
    const { client } = await openEngine()
    const wish = { chart: 'Dm7 | G7 | Cmaj7 | %', title: 'Two five', feel: FEEL, choruses: 3, seed: 4 }
    const arrangement = await client.music.arrange(wish)
    expect(arrangement).toMatchObject({ title: 'Two five', feel: FEEL })
    expect(arrangement.bars).toHaveLength(12)
    expect(arrangement.parts.map(({ role }) => role).sort()).toEqual(['bass', 'comping', 'drums'])
    const end = barOnsets(arrangement.bars).at(-1)!
    for (const { notes } of arrangement.parts) {
      expect(notes.at(-1)!.onset).toBeGreaterThan(end - 8)
      expect(Math.max(...notes.map(({ onset }) => onset))).toBeLessThan(end)
    }
    expect(await client.music.arrange(wish)).toEqual(arrangement)
    expect((await client.music.arrange({ ...wish, seed: 5 })).parts).not.toEqual(arrangement.parts)
  })

  it('plays no chart that cannot be read, nor one without end', async () => {
    const { client } = await openEngine()
    const wish = { chart: 'Dm7 | H7', feel: FEEL, seed: 1 }
    await expect(client.music.arrange(wish)).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('Line 1, column 7') as string
    })
    const long = Array.from({ length: 200 }, () => 'C7').join(' | ')
    await expect(client.music.arrange({ ...wish, chart: long, choruses: 50 })).rejects.toMatchObject({
      code: 'INVALID',
      message: '50 choruses of 200 bars are 10000; at most 5000 can be played'
    })
  })
})

describe('the sound of instruments', () => {
  it('crosses as samples of each pitch that was asked for', async () => {
    const { client } = await openEngine()
    const wish = { program: 32, pitches: [40, 43], velocity: 0.8, seconds: 0.5 }
    const { clips, sampleRate } = await client.music.samples(wish)
    expect(sampleRate).toBe(44_100)
    expect(clips.map(({ pitch }) => pitch)).toEqual([40, 43])
    for (const { samples } of clips) expect(samples).toBeInstanceOf(Float32Array)
    expect((await client.music.credits()).notice).toContain('Frank Wen')
  })
})

describe('an arrangement', () => {
  const about = JSON.stringify({ seed: 7, temperature: 0.9 })
  const tune = { ...quartet(2), title: 'Two: five' }

  it('is written as MIDI that reopens, with the settings in it', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    const path = await client.music.exportTo({ arrangement: tune, about, format: 'midi', folder })
    expect(path).toBe(join(folder, 'Two- five.mid'))
    const song = readMidi(readFileSync(path), 'x.mid')
    expect(song.tracks.map(({ notes }) => notes.length)).toEqual(tune.parts.map(({ notes }) => notes.length))
    expect(song.texts.map(({ text }) => text)).toContain(about)
  })

  it('is written as stereo sound of −1 dBFS at most, with the settings in it', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    const path = await client.music.exportTo({ arrangement: tune, about, format: 'wav', folder })
    const bytes = readFileSync(path)
    expect(bytes.readUInt16LE(22)).toBe(2)
    expect(bytes.readUInt32LE(24)).toBe(44_100)
    expect(bytes.toString('latin1')).toContain(about)
    const frames = bytes.readUInt32LE(40) / 4
    const samples = Array.from({ length: 2 * frames }, (_, i) => Math.abs(bytes.readInt16LE(44 + 2 * i)))
    const peak = samples.reduce((most, sample) => Math.max(most, sample), 0)
    expect(peak / 32_768).toBeLessThanOrEqual(10 ** (-1 / 20))
    expect(readWav(bytes).samples).toHaveLength(frames)
  })

  it('is written as a score, with the settings in it', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    const path = await client.music.exportTo({ arrangement: tune, about, format: 'musicxml', folder })
    const score = readFileSync(path, 'utf8')
    expect(path).toBe(join(folder, 'Two- five.musicxml'))
    expect(score).toContain('score-partwise')
    expect(score).toContain('temperature')
  })

  it('never takes the place of a file that is there', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    writeFileSync(join(folder, 'Two- five.mid'), 'mine')
    const path = await client.music.exportTo({ arrangement: tune, format: 'midi', folder })
    expect(path).toBe(join(folder, 'Two- five 2.mid'))
    expect(readFileSync(join(folder, 'Two- five.mid'), 'utf8')).toBe('mine')
    await expect(
      client.music.exportTo({ arrangement: tune, format: 'midi', folder: join(folder, 'none') })
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(
      client.music.exportTo({ arrangement: tune, format: 'midi', folder: 'here' })
    ).rejects.toMatchObject({ code: 'INVALID' })
    expect(existsSync(join(folder, 'none'))).toBe(false)
    expect(readdirSync(folder)).toHaveLength(2)
  })

  it('is checked before anything is written', async () => {
    const { client } = await openEngine()
    const folder = await temporaryFolder()
    const [solo] = quartet(1).parts
    const broken = { ...solo!, notes: [{ onset: 0, duration: 1, pitch: 200, velocity: 1 }] }
    await expect(
      client.music.exportTo({ arrangement: { ...tune, parts: [broken] }, format: 'midi', folder })
    ).rejects.toMatchObject({ code: 'INVALID' })
    expect(readdirSync(folder)).toEqual([])
  })
})
