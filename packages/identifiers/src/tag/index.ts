export type { TagElement } from './data.ts'
export { formatTag, type TagOptions, tagSchemesFor } from './format.ts'
export { parseTag } from './parse.ts'
export { type Tag, tagElements } from './tag.ts'
