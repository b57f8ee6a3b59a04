/** The time in milliseconds since 1970, moving once a second: for ages and time left, not for measuring. */
class Clock {
  now = $state(Date.now())

  follow(signal: AbortSignal): void {
    const timer = setInterval(() => (this.now = Date.now()), 1000)
    signal.addEventListener('abort', () => clearInterval(timer))
  }
}

export const clock = new Clock()
