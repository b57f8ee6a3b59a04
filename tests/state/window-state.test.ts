import { describe, expect, test } from 'vitest'
import type { JobSummary } from '../../src-main/contract/job'
import { Commands, groupCommands, matches } from '../../src-renderer/state/commands.svelte'
import { parseRoute } from '../../src-renderer/state/route.svelte'
import { TimeLeft } from '../../src-renderer/state/time-left'
import { staysInTray } from '../../src-renderer/state/tray'

describe('addresses', () => {
  test.each([
    ['', { page: '', item: null }],
    ['#/runs', { page: 'runs', item: null }],
    ['#/runs/20261123-1000%20trigger%2Ftrain', { page: 'runs', item: '20261123-1000 trigger/train' }],
    ['#/runs/%E0%A4%A', { page: 'runs', item: '%E0%A4%A' }]
  ])('%s', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route)
  })
})

describe('time left', () => {
  test('follows the pace since the job was first seen, not since it began', () => {
    const left = new TimeLeft()
    left.note(0.5, 1_000) // resumed half way
    left.note(0.6, 11_000)
    expect(left.at(11_000)).toBeCloseTo(40)
    expect(left.at(16_000)).toBeCloseTo(35)
  })

  test('says nothing before it can know', () => {
    const left = new TimeLeft()
    left.note(null, 0)
    left.note(0.1, 0)
    left.note(0.2, 1_000)
    expect(left.at(1_000)).toBeNull()
  })

  test('begins anew where the job does', () => {
    const left = new TimeLeft()
    left.note(0.9, 0)
    left.note(0.1, 60_000)
    left.note(0.2, 70_000)
    expect(left.at(70_000)).toBeCloseTo(80)
  })
})

describe('keys', () => {
  const key = (
    name: string,
    held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}
  ) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held
  })

  test('Mod is Ctrl or ⌘', () => {
    expect(matches(key('k', { ctrlKey: true }), 'Mod+K')).toBe(true)
    expect(matches(key('k', { metaKey: true }), 'Mod+K')).toBe(true)
    expect(matches(key('k'), 'Mod+K')).toBe(false)
  })

  test('Shift counts with letters and not with signs', () => {
    expect(matches(key('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false)
    expect(matches(key('?', { shiftKey: true }), '?')).toBe(true)
  })

  test('commands leave with the page that offered them', () => {
    const commands = new Commands()
    let ran = 0
    const withdraw = commands.add([{ id: 'export', title: 'Export', group: 'Page', run: () => ran++ }])
    expect(commands.run('export')).toBe(true)
    withdraw()
    expect(commands.run('export')).toBe(false)
    expect(ran).toBe(1)
  })

  test('groups keep their order', () => {
    const command = (id: string, group: string) => ({ id, title: id, group, run: () => {} })
    const groups = groupCommands([command('a', 'X'), command('b', 'Y'), command('c', 'X')])
    expect(groups.map(([group, members]) => [group, members.map(({ id }) => id)])).toEqual([
      ['X', ['a', 'c']],
      ['Y', ['b']]
    ])
  })
})

const job = (status: JobSummary['status'], milliseconds: number): JobSummary => ({
  id: 'j',
  lab: 'l',
  action: 'a',
  title: 't',
  status,
  startedAt: 1_000,
  endedAt: status === 'running' ? null : 1_000 + milliseconds,
  progress: { fraction: null, message: '' },
  modelId: null,
  runId: null,
  failure: null
})

test('the tray keeps what runs, what failed and what took long', () => {
  const LATER = 100_000
  expect(staysInTray(job('running', 0), LATER)).toBe(true)
  expect(staysInTray(job('failed', 10), LATER)).toBe(true)
  expect(staysInTray(job('done', 60_000), LATER)).toBe(true)
  expect(staysInTray(job('done', 300), LATER)).toBe(false)
  expect(staysInTray(job('cancelled', 60_000), LATER)).toBe(false)
})

test('the tray does not flicker with what is over in a moment', () => {
  const begun = { ...job('running', 0), startedAt: 1_000 }
  expect(staysInTray(begun, 1_999)).toBe(false)
  expect(staysInTray(begun, 2_000)).toBe(true)
  expect(staysInTray({ ...begun, status: 'failed', endedAt: 1_100 }, 1_999)).toBe(false)
})
