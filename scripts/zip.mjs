import { gunzipSync, inflateRawSync } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const TAR_BLOCK = 512

/**
 * One file out of a .tgz held in memory.
 * @param {Buffer} archive
 * @param {string} name its full path inside
 * @returns {Buffer}
 */
export function readFromTarball(archive, name) {
  const tar = gunzipSync(archive)
  for (let at = 0; at + TAR_BLOCK <= tar.length;) {
    const entry = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = parseInt(tar.toString('ascii', at + 124, at + 136), 8) || 0
    if (entry === name) return tar.subarray(at + TAR_BLOCK, at + TAR_BLOCK + size)
    at += TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK
  }
  throw new Error(`the archive has no ${name}`)
}

/**
 * The entries of a zip held in memory (no zip64, no encryption), by its central directory.
 * @param {Buffer} zip
 * @returns {Generator<{ name: string, mode: number, read: () => Buffer }>} mode: Unix permissions, 0 when not recorded
 */
export function* listZip(zip) {
  const end = findEnd(zip)
  const count = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new Error(`the zip's directory is damaged at entry ${i}`)
    const method = zip.readUInt16LE(at + 10)
    const packedSize = zip.readUInt32LE(at + 20)
    const nameLength = zip.readUInt16LE(at + 28)
    const mode = (zip.readUInt32LE(at + 38) >>> 16) & 0o777
    const local = zip.readUInt32LE(at + 42)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    yield { name, mode, read: () => unpack(zip, { local, packedSize, method, name }) }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
}

/** @param {Buffer} zip */
function findEnd(zip) {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--)
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at
  throw new Error('this is not a whole zip file')
}

/**
 * @param {Buffer} zip
 * @param {{ local: number, packedSize: number, method: number, name: string }} entry
 */
function unpack(zip, { local, packedSize, method, name }) {
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  const packed = zip.subarray(start, start + packedSize)
  if (method === 0) return packed
  if (method === 8) return inflateRawSync(packed)
  throw new Error(`${name} is packed in a way that we do not read (${method})`)
}
