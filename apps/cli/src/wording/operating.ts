import type { Catalog } from '@proofline/problems'

export const operatingTexts = {
  en: {
    'terms-summary': 'what sources and products promise, so that silence is noticed',
    'terms-help':
      'proofline terms list\nproofline terms source NAME [--reports-every 24h] [--go-live MOMENT]\n                [--retired MOMENT] [--clock-uncertainty 2s]\n                [--arrives-within 3d]\nproofline terms product ID [--granularity lot|serial]\n\nAn answer is complete only where nothing that was promised is missing. Declare\nhow often a source reports (silent where it does not), from when on it tells\neverything, within how long what it sends is told as arrived (else at once), and\nhow finely a product is told of. A declaration is a fact of the log and says the\nwhole: what is left out is no longer declared. NAME is the\nclient that captures; durations are 90s, 15m, 24h, 7d; moments carry their\noffset.\n\nExamples:\n  npx proofline terms source wms --reports-every 24h \\\n    --go-live 2025-01-01T00:00:00+08:00\n  npx proofline terms product https://id.gs1.org/01/04012345123456 \\\n    --granularity serial',
    'terms-usage': 'say what to do: list, source NAME or product ID, with the terms. Try: proofline help terms',
    'terms-duration': '"{given}" is no duration: write 90s, 15m, 24h or 7d.',
    'terms-refused': 'the declaration was refused: {detail}',
    'terms-row': '{name}  {terms}  (fact {index})',
    'terms-none': 'nothing declared',
    'erase-summary': 'erase the content of facts, signed by two people',
    'erase-help':
      'proofline erase key FILE --name NAME\nproofline erase propose FACT… --reason TEXT --key FILE --out ORDER.json\nproofline erase confirm ORDER.json --key FILE\nproofline erase resume\n\nRemoves what facts say, because the law or a person asks for it: body and salt,\nthe stored documents that held it, and what views had of it. The log keeps that\nthe fact was there, who ordered its erasure and why, and still proves; answers\nthat may have needed it say "erased". It cannot be undone.\n\nTwo different people sign. Each makes a key once (erase key) and keeps the file\nto themselves; the operator adds the printed line to erasure-keys in the data\nfolder. One proposes: sees which facts these are, signs, hands the file on. The\nother confirms: signs, and it is carried out. Stopped half way, resume (or\nconfirm again) brings it to its end. It works beside the running server; answers\nare behind while the views are made again.\n\nFACT is the index of a fact in the log. All facts of an order, or none, are\nbegun.\n\nExamples:\n  npx proofline erase key ~/lin.pem --name quality-lin\n  npx proofline erase propose 1042 --reason "Art. 17 GDPR, request 2026-118" \\\n    --key ~/lin.pem --out order.json\n  npx proofline erase confirm order.json --key ~/wang.pem',
    'erase-usage': 'say what to do: key, propose, confirm or resume, with what each needs. Try: proofline help erase',
    'erase-propose-usage':
      'name the facts, why, your key and where the order goes: erase propose FACT… --reason TEXT --key FILE --out ORDER.json',
    'erase-index-bad': '"{given}" is no index of a fact: a whole number from 0, such as 1042.',
    'erase-no-such-fact': 'the log has no fact {facts}. Check the index: proofline trace and the receipts name it.',
    'erase-key-made':
      'Key written to {path}. Keep it to yourself; nobody can make it again.\nThe operator adds this line to {folder}/erasure-keys:\n{line}',
    'erase-target': 'Fact {index}  {kind}  {recordedAt}\n  about {subject}\n  from {source}, {reference}',
    'erase-say-the-same': 'Facts {facts} say the same and stay, unless they are named as well.',
    'erase-proposed':
      'Signed; nothing is erased yet. The second person looks at it and runs:\n  npx proofline erase confirm {out} --key THEIR-KEY.pem',
    'erase-reason': 'Reason: {reason}',
    'erase-refused': 'NOT ERASED, nothing was changed:',
    'erase-stuck': 'An erasure that was begun before cannot be carried on:',
    'erase-nothing-under-way': 'No erasure is under way.',
    'erase-done': 'Fact {index}: body, salt and stored documents are gone; fact {order} says who ordered it and why.',
    'erase-views-now': 'The views are being made again without it; until they are, answers say "views-behind".',
    'erase-views-later': 'The views are emptied; the next start makes them again without it.',
    'erase-beyond-reach':
      'Backups, replicas, exported bundles and copies that others have are not reached. Check with: npx proofline verify',
    'restore-summary': 'go on after an older backup was put back',
    'restore-help':
      'proofline restore [--reason TEXT] [--also-forked]\n\nLooks whether the log contains everything that was signed. After an older backup\nof the database was put back it does not, and nothing is recorded any more. If\nthere is a newer backup, use that. If there is none, this lets the log go on: it\nbegins a new origin, whose first fact names the last checkpoint of the old one\nand the facts that are lost. What was handed out under the old origin stays\ntrue. Senders send again what is lost: what is there is not recorded twice.\n\nWithout --reason it only looks. Stop the server first.\n\n  --reason TEXT   why; it stands in the log for whoever reads it later\n  --also-forked   also where the database holds OTHER facts than were signed. No\n                  backup does that: find out with proofline verify --log first\n\nExamples:\n  npx proofline restore\n  npx proofline restore --reason "Disk lost 22 Nov, backup of 21 Nov, ticket 77"',
    'restore-usage': 'restore takes --reason TEXT (at most 2,000 characters) and --also-forked, nothing else. Try: proofline help restore',
    'restore-whole': 'The log {origin} contains everything that was signed: {size} facts. Nothing to restore.',
    'restore-broken': 'The log {origin} has {size} facts and does not contain what was signed:',
    'restore-forked':
      'That is no older backup. Run "npx proofline verify --log" and keep the data folder as it is. Only when it is clear what happened: --also-forked.',
    'restore-give-reason': 'Put a newer backup back if there is one. Otherwise let it go on with: npx proofline restore --reason "…"',
    'restore-done': 'The log goes on as {origin}. Fact {index} names the last checkpoint of {previousOrigin}.',
    'restore-lost': 'Lost: facts {from} to {last} of the old origin. Let their senders send them again.',
    'restore-lost-unknown': 'Which facts are lost cannot be told: the old checkpoint signs no more than what is there, or other facts.',
    'restore-next':
      'Keep the file checkpoint-of-origin-… beside the key. Start the server with "npm start"; check with: npx proofline verify',
  },
  zh: {
    'terms-summary': '来源与产品的约定：据此发现沉默与缺失',
    'terms-help':
      'proofline terms list\nproofline terms source 名称 [--reports-every 24h] [--go-live 时刻]\n                [--retired 时刻] [--clock-uncertainty 2s]\n                [--arrives-within 3d]\nproofline terms product 标识 [--granularity lot|serial]\n\n只有在约定的内容无一缺失时，答案才是完整的。请声明来源多久报送一次（超过即视为\n沉默）、自何时起报送全部内容、发出后多久之内应报告到达（未声明则为即刻），\n以及产品追溯到批次还是序列号。声明是日志中的一条事实，且总是完整声明：\n未写出的项目即不再声明。“名称”是采集数据的客户端；时长写作\n90s、15m、24h、7d；时刻须带时区偏移。\n\n示例：\n  npx proofline terms source wms --reports-every 24h \\\n    --go-live 2025-01-01T00:00:00+08:00\n  npx proofline terms product https://id.gs1.org/01/04012345123456 \\\n    --granularity serial',
    'terms-usage': '请指明操作：list、source 名称 或 product 标识，并给出约定。请尝试：proofline help terms',
    'terms-duration': '“{given}”不是时长：请写作 90s、15m、24h 或 7d。',
    'terms-refused': '声明被拒绝：{detail}',
    'terms-row': '{name}  {terms}（事实 {index}）',
    'terms-none': '未作声明',
    'erase-summary': '经两人签名后删除事实的内容',
    'erase-help':
      'proofline erase key 文件 --name 名称\nproofline erase propose 事实… --reason 理由 --key 文件 --out 决定.json\nproofline erase confirm 决定.json --key 文件\nproofline erase resume\n\n应法律或个人要求，移除事实所载的内容：正文与盐值、保存过该内容的原始文件，\n以及视图中由其产生的数据。日志仍保留该事实曾经存在、由谁因何决定删除，并且\n仍可证明；可能用到该内容的答案会注明“erased”。此操作不可撤销。\n\n须由两位不同的人员签名。每人先各自生成一次密钥（erase key）并自行保管，运维\n人员将输出的那一行加入数据目录中的 erasure-keys。一人提出：查看所涉事实、签\n名、转交文件；另一人确认：签名后立即执行。中途停止时，用 resume（或再次\nconfirm）完成其余步骤。可在服务器运行时执行；重建视图期间答案会滞后。\n\n“事实”为事实在日志中的编号。同一决定中的事实要么全部开始删除，要么都不动。\n\n示例：\n  npx proofline erase key ~/lin.pem --name quality-lin\n  npx proofline erase propose 1042 --reason "个人信息删除请求 2026-118" \\\n    --key ~/lin.pem --out order.json\n  npx proofline erase confirm order.json --key ~/wang.pem',
    'erase-usage': '请说明要做什么：key、propose、confirm 或 resume，并提供各自所需的参数。请尝试：proofline help erase',
    'erase-propose-usage': '请给出事实、理由、您的密钥和决定文件：erase propose 事实… --reason 理由 --key 文件 --out 决定.json',
    'erase-index-bad': '“{given}”不是事实编号：应为从 0 开始的整数，例如 1042。',
    'erase-no-such-fact': '日志中没有事实 {facts}。请核对编号：追溯结果和回执中均有列出。',
    'erase-key-made': '密钥已写入 {path}。请自行妥善保管，无法重新生成。\n请运维人员将下面这一行加入 {folder}/erasure-keys：\n{line}',
    'erase-target': '事实 {index}  {kind}  {recordedAt}\n  对象 {subject}\n  来源 {source}，{reference}',
    'erase-say-the-same': '事实 {facts} 内容相同，除非一并列出，否则将保留。',
    'erase-proposed': '已签名，尚未删除任何内容。请第二人查看后运行：\n  npx proofline erase confirm {out} --key 其密钥.pem',
    'erase-reason': '理由：{reason}',
    'erase-refused': '未删除，没有做任何改动：',
    'erase-stuck': '先前已开始的删除无法继续：',
    'erase-nothing-under-way': '没有正在进行的删除。',
    'erase-done': '事实 {index}：正文、盐值和保存的原始文件均已移除；事实 {order} 记载了由谁因何决定。',
    'erase-views-now': '正在重建不含该内容的视图；完成之前，答案会注明“views-behind”。',
    'erase-views-later': '视图已清空，下次启动时将重建为不含该内容的视图。',
    'erase-beyond-reach': '备份、副本、已导出的证据包以及他人持有的副本不在删除范围内。请核对：npx proofline verify',
    'restore-summary': '恢复较旧备份之后，让日志继续',
    'restore-help':
      'proofline restore [--reason 理由] [--also-forked]\n\n检查日志是否包含所有已签署的内容。恢复了较旧的数据库备份之后，日志会缺少部分\n内容，系统随即停止记录。若有更新的备份，请使用该备份；若没有，此命令让日志继\n续：启用新的日志标识，其第一条事实写明旧标识的最后检查点以及丢失的事实。旧标\n识下已交付的内容依然有效。请发送方重新发送丢失的内容，已有的不会重复记录。\n\n不带 --reason 时只检查。请先停止服务器。\n\n  --reason 理由   原因；将写入日志供日后查阅\n  --also-forked   数据库中的事实与已签署的不同时也继续。恢复备份不会造成这种\n                  情况：请先用 proofline verify --log 查明\n\n示例：\n  npx proofline restore\n  npx proofline restore --reason "11月22日磁盘损坏，恢复11月21日备份，工单77"',
    'restore-usage': 'restore 只接受 --reason 理由（最多 2000 个字符）和 --also-forked。请尝试：proofline help restore',
    'restore-whole': '日志 {origin} 包含所有已签署的内容：共 {size} 条事实，无需恢复。',
    'restore-broken': '日志 {origin} 有 {size} 条事实，缺少已签署的内容：',
    'restore-forked':
      '这不是恢复较旧备份所致。请运行“npx proofline verify --log”，并保持数据目录原样。查明原因之后方可使用 --also-forked。',
    'restore-give-reason': '若有更新的备份，请先恢复该备份；否则可用以下命令让日志继续：npx proofline restore --reason "……"',
    'restore-done': '日志以 {origin} 继续。事实 {index} 写明了 {previousOrigin} 的最后检查点。',
    'restore-lost': '丢失：旧标识下的事实 {from} 至 {last}。请发送方重新发送。',
    'restore-lost-unknown': '无法判断丢失了哪些事实：旧检查点所签署的不多于现有内容，或为其他事实。',
    'restore-next': '请保留密钥旁的文件 checkpoint-of-origin-…。用“npm start”启动服务器，并核对：npx proofline verify',
  },
} satisfies Catalog
