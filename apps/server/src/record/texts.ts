import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'fact-unknown': 'The log has no fact {index}: it has {size} facts, numbered from 0.',
    'fact-not-signed':
      'Fact {index} stands in the log; the checkpoint that proves it is still being signed. Ask again after the time in Retry-After.',
    'tile-unknown': 'There is no such tile in the log of {size} facts. Take the paths from its checkpoint (C2SP tlog-tiles).',
    'checkpoint-none': 'The log has no checkpoint yet.',
    'cosigned-none': 'No witness has cosigned a checkpoint of this log yet.',
    'record-busy': 'More is waiting to be recorded than the server can hold. Send the request again after the time in Retry-After.',
    'record-closed': 'The server is being stopped. Send the request again when it has started.',
    'commit-unresolved':
      'The database was lost while it was storing this, and is not back: whether it was stored is not known yet. Send the same request again: nothing is stored twice.',
    'log-truncated':
      'The database lacks facts {from} to {last} that were signed: it was restored from an older backup, or rows were deleted. Nothing more is recorded. Restore a newer backup, or begin a new origin with `proofline restore`.',
    'log-forked':
      'The database does not hold the facts that were signed. Nothing more is recorded. Run `proofline verify --log` to find what was changed, then restore a backup.',
    'origin-changed':
      'The log has got another origin than the one this server began with: another server restored it. Restart this server.',
    'outside-checkpoint-missing':
      'The file `checkpoint` beside the signing key is gone, though the log is not empty: nobody can tell whether the database is complete. Put the file back from a backup of the data folder, or begin a new origin with `proofline restore`.',
    'outside-checkpoint-damaged':
      'The file `checkpoint` beside the signing key is not a note that this key signed. Put it back from a backup of the data folder.',
    'signing-key-mismatch':
      'The signing key in the data folder is not the one that signs for {origin}. Use the data folder that belongs to this database.',
    'witness-policy-malformed':
      'Line {line} of `tlog-policy` in the data folder names no witness. A witness stands as `witness NAME VKEY URL` (C2SP tlog-policy), its key of type 0x04 or 0x06.',
    'restore-unneeded': 'The log has signed nothing yet: there is nothing to restore. Start the server.',
    'erasure-policy-malformed':
      'Line {line} of `erasure-keys` in the data folder names nobody, or somebody twice. A line is `decider NAME KEY` or `former NAME KEY`; `proofline erase key` makes a key.',
    'erasure-document-open':
      'A document that holds fact {index} is still being recorded. The erasure is noted; run `proofline erase resume` when the capture has ended.',
    'erasure-key-unreadable': '{path} does not hold an Ed25519 private key. `proofline erase key FILE` makes one.',
    'signing-key-unreadable': '{path} does not hold an Ed25519 private key. Put the file back from a backup of the data folder.',
  },
  zh: {
    'fact-unknown': '日志中没有编号为 {index} 的事实：日志共有 {size} 条事实，编号从 0 开始。',
    'fact-not-signed': '事实 {index} 已写入日志，其证明所需的检查点仍在签署。请在 Retry-After 所示时间之后再次查询。',
    'tile-unknown': '在共有 {size} 条事实的日志中没有此分块。请根据检查点计算路径（C2SP tlog-tiles）。',
    'checkpoint-none': '日志尚无检查点。',
    'cosigned-none': '尚无见证方对此日志的检查点签名。',
    'record-busy': '等待写入的内容已达服务器上限。请在 Retry-After 所示时间之后重新发送。',
    'record-closed': '服务器正在停止。请在其重新启动后再次发送。',
    'commit-unresolved': '写入过程中与数据库的连接中断且尚未恢复，目前无法确定是否已保存。请重新发送同一请求：不会重复保存。',
    'log-truncated':
      '数据库缺少已签署的事实 {from} 至 {last}：可能恢复了较旧的备份，或有记录被删除。已停止写入。请恢复较新的备份，或使用 `proofline restore` 启用新的日志标识。',
    'log-forked': '数据库中的事实与已签署的内容不符。已停止写入。请运行 `proofline verify --log` 查明改动之处，然后恢复备份。',
    'origin-changed': '日志的标识与本服务器启动时不同：另一台服务器已将其恢复。请重新启动本服务器。',
    'outside-checkpoint-missing':
      '签名密钥旁的 `checkpoint` 文件缺失，而日志并非空白：无法判断数据库是否完整。请从数据文件夹的备份中还原该文件，或使用 `proofline restore` 启用新的日志标识。',
    'outside-checkpoint-damaged': '签名密钥旁的 `checkpoint` 文件不是由该密钥签署的检查点。请从数据文件夹的备份中还原该文件。',
    'signing-key-mismatch': '数据文件夹中的签名密钥不是 {origin} 的签名密钥。请使用与此数据库对应的数据文件夹。',
    'witness-policy-malformed':
      '数据文件夹中 `tlog-policy` 的第 {line} 行不是有效的见证方。格式为 `witness 名称 公钥 地址`（C2SP tlog-policy），公钥类型须为 0x04 或 0x06。',
    'restore-unneeded': '日志尚未签署任何内容，无需恢复。请直接启动服务器。',
    'erasure-policy-malformed':
      '数据文件夹中 `erasure-keys` 的第 {line} 行未指明人员，或重复指明。格式为 `decider 名称 公钥` 或 `former 名称 公钥`；可用 `proofline erase key` 生成密钥。',
    'erasure-document-open': '包含事实 {index} 的文件仍在记录中。删除已登记；采集结束后请运行 `proofline erase resume`。',
    'erasure-key-unreadable': '{path} 中没有 Ed25519 私钥。可用 `proofline erase key 文件` 生成。',
    'signing-key-unreadable': '{path} 中没有 Ed25519 私钥。请从数据文件夹的备份中还原该文件。',
  },
} satisfies Catalog
