import { reportToHtml } from '../../report/html/html.ts'
import { reportToJunit } from '../../report/junit.ts'
import { reportToMarkdown } from '../../report/markdown.ts'
import { reportToSarif } from '../../report/sarif.ts'
import type { Report } from '../../report/schema.ts'
import type { ReportFiles } from './report-files.ts'

type Form = keyof ReportFiles

const WRITERS: Readonly<Record<Form, (report: Report) => string>> = {
  html: reportToHtml,
  sarif: reportToSarif,
  junit: reportToJunit,
  markdown: reportToMarkdown,
}

/** What was asked for: the path, and what writes the text. */
export function reportWriters(
  files: ReportFiles,
): readonly { readonly file: string; readonly write: (report: Report) => string }[] {
  return (Object.keys(WRITERS) as Form[]).flatMap((form) => {
    const file = files[form]
    return file === undefined || file === false ? [] : [{ file, write: WRITERS[form] }]
  })
}
