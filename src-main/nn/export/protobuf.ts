/** Writes the protocol-buffer wire format: fields in the order given. */
export type FieldValue =
  | { varint: number }
  | { float: number }
  | { bytes: Uint8Array }
  | { text: string }
  | { message: ProtoField[] }

/** [field number, value] */
export type ProtoField = [number: number, value: FieldValue]

const VARINT = 0
const BYTES = 2
const FIXED32 = 5

/** A message as bytes. Negative numbers are not written: none of our fields has any. */
export function encodeMessage(fields: readonly ProtoField[]): Uint8Array {
  return join(fields.flatMap(([number, value]) => encodeField(number, value)))
}

function encodeField(number: number, value: FieldValue): Uint8Array[] {
  if ('varint' in value) return [varint(number * 8 + VARINT), varint(value.varint)]
  if ('float' in value)
    return [varint(number * 8 + FIXED32), new Uint8Array(Float32Array.of(value.float).buffer)]
  const bytes =
    'bytes' in value
      ? value.bytes
      : 'text' in value
        ? new TextEncoder().encode(value.text)
        : encodeMessage(value.message)
  return [varint(number * 8 + BYTES), varint(bytes.length), bytes]
}

/** Seven bits a byte, low ones first. Works beyond 32 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
