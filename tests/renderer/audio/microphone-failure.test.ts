import { describe, expect, it } from 'vitest'
import { explainLost, explainMicrophone } from '../../../src-renderer/audio/microphone-failure'

describe('explainMicrophone', () => {
  it('tells apart what a person does differently', () => {
    const messages = ['NotAllowedError', 'NotFoundError', 'OverconstrainedError', 'NotReadableError'].map(
      (name) => explainMicrophone(new DOMException('', name))
    )
    expect(new Set(messages).size).toBe(messages.length)
    expect(messages.filter((message) => message.includes('did not open'))).toEqual([])
    expect(messages[0]).toMatch(/Allow it in the privacy settings/)
  })

  it('passes on what it does not know', () => {
    expect(explainMicrophone(new Error('the moon is full'))).toMatch(/the moon is full/)
    expect(explainMicrophone('odd')).toMatch(/odd/)
  })
})

describe('explainLost', () => {
  it('names the device where it has a name', () => {
    expect(explainLost('USB Mic')).toMatch(/^“USB Mic” was unplugged/)
    expect(explainLost('')).toMatch(/^The microphone was unplugged/)
  })
})
