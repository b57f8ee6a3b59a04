import { toast } from 'svelte-sonner'

/**
 * Puts a text on the system's clipboard, and says so. By the old command, which needs no permission where the person just pressed
 * something; our window grants none but the microphone.
 */
export function copyText(text: string): void {
  if (text === '') return
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
  document.addEventListener('copy', give, { once: true })
  const isDone = document.execCommand('copy')
  document.removeEventListener('copy', give)
  if (isDone) toast('Copied')
  else toast.error('The text was not copied')
}
