import type { Component } from 'svelte'

/** A part of a page; `#/<page>/<id>` shows it. */
export interface PageTab {
  id: string
  title: string
  component: Component
}
