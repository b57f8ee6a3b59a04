import { AudioFormatError } from './audio-format-error'

const HEADER_BYTES = 27
const CONTINUED = 1
const FIRST_PAGE = 2
const LAST_PAGE = 4
const NO_GRANULE = -1
const CRC32 = makeCrcTable()

/** One logical stream of an Ogg file. */
export interface OggStream {
  packets: Uint8Array[]
  /** The last page's position: for Vorbis and Opus the number of samples up to the end; −1 when no page gives one. */
  granule: number
}

interface Page {
  flags: number
  granule: number
  serial: number
  lacing: Uint8Array
  body: Uint8Array
  next: number
}

/**
 * Takes the packets out of an Ogg file (RFC 3533): of the first stream whose first packet `isWanted`, or of the first one.
 * Every page's checksum is checked.
 * @throws AudioFormatError when a page is damaged or cut, or when several recordings are chained
 */
export function readOgg(bytes: Uint8Array, isWanted: (firstPacket: Uint8Array) => boolean): OggStream {
  const packets: Uint8Array[] = []
  let pieces: Uint8Array[] = []
  let serial: number | undefined
  let granule = NO_GRANULE
  let hasEnded = false
  for (let position = 0; position < bytes.length;) {
    const page = readPage(bytes, position)
    position = page.next
    if (hasEnded && page.flags & FIRST_PAGE)
      throw new AudioFormatError(
        'unsupported',
        `Several recordings are chained in this Ogg file; the second begins at byte ${position}: split it first`
      )
    if (page.flags & FIRST_PAGE && serial === undefined && isWanted(page.body)) serial = page.serial
    if (page.serial !== serial) continue
    if (page.granule !== NO_GRANULE) granule = page.granule
    hasEnded ||= (page.flags & LAST_PAGE) !== 0
    if (!(page.flags & CONTINUED)) pieces = []
    let start = 0
    let end = 0
    for (const size of page.lacing) {
      end += size
      if (size === 255) continue
      pieces.push(page.body.subarray(start, end))
      packets.push(pieces.length === 1 ? pieces[0]! : joinBytes(pieces))
      pieces = []
      start = end
    }
    if (end > start) pieces.push(page.body.subarray(start, end))
  }
  return { packets, granule }
}

function readPage(bytes: Uint8Array, position: number): Page {
  const cut = () =>
    new AudioFormatError(
      'truncated',
      `The Ogg file is cut: its last page, at byte ${position}, is incomplete`
    )
  if (position + HEADER_BYTES > bytes.length) throw cut()
  const view = new DataView(bytes.buffer, bytes.byteOffset + position)
  if (view.getUint32(0) !== 0x4f676753 /* OggS */ || view.getUint8(4) !== 0)
    throw new AudioFormatError('corrupt', `The Ogg file is damaged: no page begins at byte ${position}`)
  const segments = view.getUint8(26)
  const lacing = bytes.subarray(position + HEADER_BYTES, position + HEADER_BYTES + segments)
  const bodyStart = position + HEADER_BYTES + segments
  const next = bodyStart + lacing.reduce((sum, size) => sum + size, 0)
  if (bodyStart > bytes.length || next > bytes.length) throw cut()
  if (view.getUint32(22, true) !== pageCrc(bytes.subarray(position, next)))
    throw new AudioFormatError(
      'corrupt',
      `The Ogg file is damaged: the page at byte ${position} has a wrong checksum`
    )
  return {
    flags: view.getUint8(5),
    granule: Number(view.getBigInt64(6, true)),
    serial: view.getUint32(14, true),
    lacing,
    body: bytes.subarray(bodyStart, next),
    next
  }
}

/** An Ogg file with one packet a page, of which only the last has a position, `granule`. */
export function writeOgg(packets: Uint8Array[], granule: number): Uint8Array {
  const pages = packets.map((bytes, i) => {
    const segments = Math.floor(bytes.length / 255) + 1
    if (segments > 255)
      throw new AudioFormatError(
        'unsupported',
        `A packet of ${bytes.length} bytes is too long for an Ogg page`
      )
    const page = new Uint8Array(HEADER_BYTES + segments + bytes.length)
    const view = new DataView(page.buffer)
    view.setUint32(0, 0x4f676753)
    view.setUint8(5, i === 0 ? FIRST_PAGE : i === packets.length - 1 ? LAST_PAGE : 0)
    view.setBigInt64(6, BigInt(i < packets.length - 1 ? 0 : granule), true)
    view.setUint32(14, 1, true)
    view.setUint32(18, i, true)
    view.setUint8(26, segments)
    page.fill(255, HEADER_BYTES, HEADER_BYTES + segments - 1)
    page[HEADER_BYTES + segments - 1] = bytes.length % 255
    page.set(bytes, HEADER_BYTES + segments)
    view.setUint32(22, pageCrc(page), true)
    return page
  })
  return joinBytes(pages)
}

export function joinBytes(pieces: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let position = 0
  for (const piece of pieces) {
    joined.set(piece, position)
    position += piece.length
  }
  return joined
}

/** The page's checksum, its own four bytes (22 to 25) counted as zeros. */
function pageCrc(page: Uint8Array): number {
  let crc = 0
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i]!
    crc = (crc << 8) ^ CRC32[(crc >>> 24) ^ byte]!
  }
  return crc >>> 0
}

/** Polynomial 0x04c11db7, not reflected. */
function makeCrcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
    return crc
  })
}
