import { expect, it } from 'vitest'
import {
  pitchOfKey,
  readMidiMessage,
  whyNoMidi
} from '../../../../src-renderer/pages/jazz/play/hands-on-keys'

it.each([
  [[0x90, 60, 127], { kind: 'down', pitch: 60, velocity: 1 }],
  [[0x9f, 60, 0], { kind: 'up', pitch: 60 }],
  [[0x83, 61, 64], { kind: 'up', pitch: 61 }],
  [[0xb0, 64, 127], null],
  [[0xf8], null],
  [[], null]
])('the message %j is %j', (message, expected) => {
  expect(readMidiMessage(message)).toEqual(expected)
})

it('the home row plays white keys, the row above it black ones', () => {
  expect(['KeyA', 'KeyW', 'KeyS', 'KeyK', 'KeyQ'].map((code) => pitchOfKey(code, 4))).toEqual([
    60,
    61,
    62,
    72,
    null
  ])
  expect(pitchOfKey('KeyA', 3)).toBe(48)
})

it.each([
  [new DOMException('no', 'NotAllowedError'), 'not allowed'],
  [new DOMException('no', 'SecurityError'), 'not allowed'],
  [new DOMException('Platform dependent initialization failed.', 'InvalidStateError'), 'offers no MIDI'],
  [new Error('out of luck'), 'out of luck'],
  [null, 'nobody knows']
])('why there is no MIDI is said in words: %s', (cause, words) => {
  expect(whyNoMidi(cause)).toContain(words)
})
