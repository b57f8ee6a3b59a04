import { describe, expect, it } from 'vitest'
import { fileFilters } from '../../src-main/host/file-filters'

const ANY = { name: 'All files', extensions: ['*'] }

describe('fileFilters', () => {
  it('offers the extensions asked for, and any file besides', () => {
    expect(fileFilters(['bin', 'gguf'])).toEqual([{ name: '.bin, .gguf', extensions: ['bin', 'gguf'] }, ANY])
  })

  it('leaves out what is no extension', () => {
    expect(fileFilters(['bin', '../x', '*', 7, ''])).toEqual([{ name: '.bin', extensions: ['bin'] }, ANY])
    expect(fileFilters('bin')).toEqual([ANY])
  })
})
