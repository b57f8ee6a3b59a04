import type { Seconds } from '../../../../src-main/contract/units'

/** A place in a recording: `0:07`, `12:05`, `1:02:03`. */
export function clockTime(seconds: Seconds): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
