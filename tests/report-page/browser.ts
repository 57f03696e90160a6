// A Chromium of this machine, for tests of the report page. None is downloaded: where there is none, the tests are skipped and say so.

import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of the browser: that of FAULTLINE_CHROMIUM, else the first on PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['FAULTLINE_CHROMIUM']
  if (named !== undefined && named !== '') return named
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '')
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) =>
    existsSync(file),
  )
}

/** Why there is no browser to test in; undefined: there is one. */
export function missingBrowser(): string | undefined {
  try {
    import.meta.resolve('playwright-core')
  } catch {
    return 'playwright-core is not installed: npm ci'
  }
  return findChromium() === undefined ? 'there is no Chromium (FAULTLINE_CHROMIUM names one)' : undefined
}

export async function startBrowser(executablePath: string): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  // Chromium refuses to be root with its sandbox, and containers are.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}

export type Opened = {
  readonly page: Page
  /** What the page complained of: errors, and what its policy refused. */
  readonly complaints: readonly string[]
  /** Addresses that it asked for. */
  readonly requests: readonly string[]
}

/** Opens a file as somebody does who has it on disk, without network. */
export async function openFile(
  browser: Browser,
  file: string,
  {
    hash = '',
    width = 1_280,
    scheme = 'light',
    hasScript = true,
  }: {
    readonly hash?: string
    readonly width?: number
    readonly scheme?: 'light' | 'dark'
    readonly hasScript?: boolean
  } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    offline: true,
    javaScriptEnabled: hasScript,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${file}${hash}`)
  return { page, complaints, requests }
}
