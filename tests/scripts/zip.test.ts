import { describe, expect, it } from 'vitest'
import { listZip, readFromTarball } from '../../scripts/zip.mjs'

/**
 * Written by Python 3.11's tarfile and zipfile: package/package.json (`{}`) and package/app.zip, which holds App/run
 * (mode 755, deflated, `go ` 40 times) and App/note.txt (mode 644, stored, `stored`).
 */
const TARBALL = Buffer.from(
  'H4sIAJiHA2sC/+3TsU7CcBDH8RNQSHRkVx/AlkrT3bCYdOmkE0PFxihJ+0/7JyEaBp6ExffwEXwSH8DNK4KQRuOiLP1+mstdmmt/05l4NI7vEtd8duehyFL5Yz0V+P6yq2pX51uzvve8wAvkpCc7MClsnGu81NPTTFBjq7t3Y2Ocx3vzLxm/3X/fr96/rve5/12Iwmarq72jdSovi/FNOU212loXxrj5JA1fry+PO62vZVkuH74Prg50KutotZxmNnHs1BY2y5PbKNxrdJs//37tbS6bsM1H38esPc/PKqFRuF8uSUOfTPuQ8wYAAAAAAAAAAAAAADXwAWLm5wwAKAAA',
  'base64'
)
const zip = readFromTarball(TARBALL, 'package/app.zip')

describe('readFromTarball', () => {
  it('finds a file by its path', () => {
    expect(readFromTarball(TARBALL, 'package/package.json').toString()).toBe('{}')
  })

  it('names what is missing', () => {
    expect(() => readFromTarball(TARBALL, 'package/nothing')).toThrow('the archive has no package/nothing')
  })
})

describe('listZip', () => {
  it('unpacks deflated and stored entries and knows their permissions', () => {
    const entries = [...listZip(zip)].map(({ name, mode, read }) => [name, mode, read().toString()])
    expect(entries).toEqual([
      ['App/run', 0o755, 'go '.repeat(40)],
      ['App/note.txt', 0o644, 'stored']
    ])
  })

  it('refuses a file that was cut off', () => {
    expect(() => [...listZip(zip.subarray(0, zip.length - 30))]).toThrow('this is not a whole zip file')
  })

  it('refuses a damaged directory', () => {
    const damaged = Buffer.from(zip)
    damaged[damaged.readUInt32LE(damaged.length - 6)] = 0
    expect(() => [...listZip(damaged)]).toThrow("the zip's directory is damaged at entry 0")
  })
})
