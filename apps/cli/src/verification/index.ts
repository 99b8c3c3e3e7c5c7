export { verifyBundleFile } from './bundle.ts'
export type { Part } from './installation.ts'

/** Loaded where it is needed: who checks a bundle loads no line of the server. */
export const loadInstallation = () => import('./installation.ts')
