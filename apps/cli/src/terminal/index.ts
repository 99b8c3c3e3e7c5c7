export { formatCount, formatDuration } from './format.ts'
export { openTerminal, type Progress, type Terminal } from './terminal.ts'
