// Lints made-up source files with the repository's own rules.

import { execFile } from 'node:child_process'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { REPOSITORY } from '../helpers/repository.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

export type Complaint = {
  /** `eslint(no-restricted-imports)` */
  readonly rule: string
  readonly message: string
  readonly help: string
  /** With `/` between folders. */
  readonly file: string
}

/** What the linter says about these files (path -> source), as if they were the whole repository. */
export async function lint(files: ReadonlyMap<string, string>): Promise<readonly Complaint[]> {
  const folder = await temporaryFolder()
  for (const name of ['.oxlintrc.json', 'tsconfig.json']) {
    await copyFile(path.join(REPOSITORY, name), path.join(folder, name))
  }
  await symlink(path.join(REPOSITORY, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  for (const [file, source] of files) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
    await writeFile(path.join(folder, file), source)
  }
  // Named, because the linter would follow the link to node_modules and lint that.
  const topFolders = [...new Set([...files.keys()].map((file) => file.split('/')[0]!))]
  const report = JSON.parse(await oxlint(folder, topFolders)) as {
    diagnostics: { code: string; message: string; help?: string; filename: string }[]
    number_of_files: number
  }
  if (report.number_of_files !== files.size) {
    throw new Error(`The linter looked at ${report.number_of_files} of ${files.size} files.`)
  }
  return report.diagnostics.map(({ code, message, help, filename }) => ({
    rule: code,
    message,
    help: help ?? '',
    file: path.relative(folder, path.resolve(folder, filename)).replaceAll(path.sep, '/'),
  }))
}

function oxlint(folder: string, targets: readonly string[]): Promise<string> {
  const program = path.join(REPOSITORY, 'node_modules', 'oxlint', 'bin', 'oxlint')
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, '--type-aware', '--format=json', ...targets],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // Exit code 1 means that it found something, which is what is asked for here.
        if (error !== null && error.code !== 1) reject(new Error(`oxlint failed: ${stderr}${stdout}`))
        else resolve(stdout)
      },
    )
  })
}
