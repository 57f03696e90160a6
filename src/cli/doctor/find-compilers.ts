import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Compiler } from './facts.ts'
import { foldersUpwards, namesIn } from './find-project.ts'

const VERSION_TIMEOUT_MS = 20_000

/** The compilers that a project in `root` can use: forge, Hardhat and the solc packages, nearest first. */
export async function findCompilers(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Compiler[]> {
  const moduleFolders = foldersUpwards(root).map((folder) => path.join(folder, 'node_modules'))
  const found = await Promise.all([
    findForge(moduleFolders, env),
    findHardhat(moduleFolders),
    findSolcPackages(moduleFolders),
  ])
  return found.flat()
}

async function findForge(
  moduleFolders: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Compiler[]> {
  const folders = [
    ...moduleFolders.map((folder) => path.join(folder, '.bin')),
    ...(env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)),
  ]
  // A .cmd file cannot be started without a shell (CVE-2024-27980), so only the program itself counts there.
  const name = process.platform === 'win32' ? 'forge.exe' : 'forge'
  for (const folder of folders) {
    const file = path.join(folder, name)
    if (await isExecutable(file)) return [await askForge(file)]
  }
  return []
}

async function askForge(file: string): Promise<Compiler> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: VERSION_TIMEOUT_MS })
    // "forge Version: 1.7.1-stable", older ones "forge 0.2.0 (4a15bba 2024-01-11T00:20:38Z)".
    const version = /^forge (?:Version: )?v?(\d\S*)/m.exec(stdout)?.[1]
    if (version !== undefined) return { kind: 'forge', version, path: file }
    return { kind: 'forge', version: 'unknown', path: file, problem: '"forge --version" named no version' }
  } catch (error) {
    const { code, killed, stderr } = error as { code?: string | number; killed?: boolean; stderr?: string }
    const reason = killed
      ? `no answer to "forge --version" within ${VERSION_TIMEOUT_MS / 1000} s`
      : `"forge --version" failed with ${code ?? 'a signal'}: ${stderr?.trim().split('\n')[0] ?? ''}`
    return { kind: 'forge', version: 'unknown', path: file, problem: reason }
  }
}

async function findHardhat(moduleFolders: readonly string[]): Promise<Compiler[]> {
  for (const folder of moduleFolders) {
    const manifest = await readPackage(path.join(folder, 'hardhat'))
    if (manifest?.name === 'hardhat') return [{ kind: 'hardhat', ...manifest.place }]
  }
  return []
}

// A project that needs several versions installs them under other names: "solc-0.7": "npm:solc@0.7.6".
async function findSolcPackages(moduleFolders: readonly string[]): Promise<Compiler[]> {
  const compilers: Compiler[] = []
  for (const folder of moduleFolders) {
    for (const name of (await namesIn(folder)).filter((each) => each.startsWith('solc')).sort()) {
      const manifest = await readPackage(path.join(folder, name))
      if (manifest?.name === 'solc') compilers.push({ kind: 'solc', ...manifest.place })
    }
  }
  return compilers
}

type Package = { readonly name: string; readonly place: { readonly version: string; readonly path: string } }

async function readPackage(folder: string): Promise<Package | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
    if (typeof json !== 'object' || json === null || !('name' in json) || !('version' in json))
      return undefined
    return { name: String(json.name), place: { version: String(json.version), path: folder } }
  } catch {
    // Absent or broken: not a compiler that can be used.
    return undefined
  }
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
