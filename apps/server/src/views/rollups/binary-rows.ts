import { BinaryRow, readBinaryRows, type Transaction } from '../../platform/database/index.ts'

/** Runs a query, in which lists are written out, and hands over its rows; `take` reads all columns of one. */
export const copyOut = (transaction: Transaction, select: string, take: (row: BinaryRow) => void): Promise<void> =>
  readBinaryRows(transaction.copyOut(`copy (${select}) to stdout (format binary)`), new BinaryRow(), take)
