import type { Catalog } from '@proofline/problems'

/** What every question of a trace is asked of, how, and beside what. */
const tracing = {
  en: {
    traced:
      'Profile {profile}, {objects} objects, {facts} facts: a block of {block} objects was captured and projected as ever, then repeated in the tables, without bodies, until it was there {copies} times.',
    asked:
      'median of {rounds} rounds of {questions} questions over HTTP, {different} different ones. Asked for the first time half of them took {firstMs} ms, later the slowest {worstMs} ms; {bytes} MB, {gaps} gaps, bounded: {bounded}. Server: {memory} MB at most.',
    compared:
      'a recursive CTE over the same rows that follows makings, memberships and parts alone, without time, value, gaps or consignees; {found} objects (where it has no figure, it was not finished in 120 s).',
  },
  zh: {
    traced: '工厂 {profile}，{objects} 个对象，{facts} 条事实：先照常采集并投影 {block} 个对象，再在表中重复（不含正文），共 {copies} 份。',
    asked:
      '经 HTTP 提问，{rounds} 轮（每轮 {questions} 次，其中 {different} 次各不相同）的中位数。初次提问半数在 {firstMs} 毫秒内，此后最慢 {worstMs} 毫秒；{bytes} MB，{gaps} 个缺口，受限：{bounded}。服务器内存最高 {memory} MB。',
    compared:
      '在相同数据行上只沿制造、批次成员与装配关系的递归 CTE，不计时间、取值、缺口与收货方；{found} 个对象（没有数据表示 120 秒内未完成）。',
  },
}
const { en, zh } = tracing

export const benchTexts = {
  en: {
    'bench-summary': 'measure this machine and this version against their targets',
    'bench-help':
      "proofline bench [NAME…] [--quick] [--check]\n\nMeasures what the product promises, each figure beside a baseline on the same\nPostgreSQL in the same run. Everything runs in a temporary folder (TMPDIR: take\na real disk) and is removed afterwards; your data is not touched. Without NAME\nall of them, one after the other, in about twenty minutes:\n\n  append           facts of 1 kB into a log that has 5 million idempotency keys\n  capture-mixed    EPCIS documents of 1,000 events over HTTP\n  capture-packing  the same, each event one case and 40 serials\n  capture-single   one event a request, 64 clients\n  verify-log       the whole log hashed again from its stored bytes\n  memory           the server's memory after a million events\n  identifiers      GS1 element strings taken apart and checked, on one core\n  event-hash       CBV event hashes, on one core\n  query            EPCIS queries on a log of a million events\n  trace            forward, backward, by lots, history, on 100,000 objects\n                   of each of three factories\n\n  --events N  query: on a log of N events (2,000 to 100,000,000; ten million\n              take some 40 GB of disk for the run)\n  --objects N trace: on histories of N objects (1,000 to 50,000,000; the disk\n              that a run takes is some 4 GB, and 2 GB for each million)\n  --profile P trace: of the factory A (no part has a serial number), B (30 %)\n              or C (each has one) alone\n  --trace     as the name\n  --quick     smaller: says whether it runs, not how fast\n  --check     exit code 1 where a target is missed\n\nExamples:\n  npx proofline bench append --quick\n  npx proofline bench query --events 10000000\n  TMPDIR=/srv/tmp npx proofline bench --check --json",
    'bench-events-malformed': '--events {found}: write a whole number from {least} to {most}',
    'bench-profile-unknown': '--profile {found}: write A, B or C',
    'bench-objects-malformed': '--objects {found}: write a whole number from {least} to {most}',
    'bench-unknown': 'there is no measure "{name}". There are: {names}',
    'bench-server-failed': 'the server of the benchmark did not start: {reason}',
    'bench-not-settled': 'the server took {size} facts, and log or views hold only {found} of them; nothing has come for two minutes',
    'bench-column-measure': 'measure',
    'bench-column-figure': 'figure',
    'bench-column-baseline': 'baseline',
    'bench-column-ratio': 'ratio',
    'bench-column-target': 'target',
    'bench-column-result': 'result',
    'bench-met': 'met',
    'bench-missed': 'missed',
    'bench-stretch': '* aimed at, not required',
    'bench-quick': 'A quick run: it shows that the measures work; the figures are not those to quote.',
    'bench-unit-facts-per-s': 'facts/s',
    'bench-unit-events-per-s': 'events/s',
    'bench-unit-objects-per-s': 'objects/s',
    'bench-unit-requests-per-s': 'requests/s',
    'bench-unit-strings-per-s': 'strings/s',
    'bench-unit-hashes-per-s': 'hashes/s',
    'bench-reached-log': 'the log holds every event (this server has no views)',
    'bench-reached-views': 'the views have caught up',
    'bench-append':
      'Median of {rounds} rounds of {facts} facts with a body of 1,000 bytes, 1,000 facts a submission, 4 under way, {keys} idempotency keys present; committed, signed and answered. Baseline: COPY of the same bodies into a plain table.',
    'bench-capture-mixed':
      'Median of {rounds} rounds of {documents} documents, {inFlight} under way, until {reached}: {events} events/s, {objects} objects/s, {bytes} MB/s; recorded and signed alone: {recorded} events/s; until the roll-ups have followed too: {rolledUp} events/s. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: COPY of the same events into a plain table.',
    'bench-capture-packing':
      'Median of {rounds} rounds of {documents} documents, {inFlight} under way, until {reached}: {events} events/s, {objects} objects/s, {bytes} MB/s; recorded and signed alone: {recorded} events/s; until the roll-ups have followed too: {rolledUp} events/s. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: COPY of the same events into a plain table.',
    'bench-capture-single':
      'Median of {rounds} rounds of {requests} requests by {clients} clients, each answered when its event is recorded and signed: in {p50Ms} ms (half of them), {p99Ms} ms (99 of 100); the views caught up {seconds} s later at most. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: each event a row and a commit of its own, {clients} clients on {connections} connections.',
    'bench-verify-log':
      'Median of {rounds} rounds over {facts} facts with a body of 1,000 bytes. Baseline: COPY of the same table read to its end.',
    'bench-memory':
      '{events} events in {seconds} s, {rate} a second; the documents are made meanwhile. When the last was recorded, the views were {behind} behind; {caughtUpSeconds} s later they and the roll-ups had followed. Event loop {eventLoopMs} ms late at worst. Baseline: the same server before the first document.',
    'bench-identifiers':
      'Median of {rounds} rounds of {strings} strings of two to four elements, parsed strictly on one core; the same by identify, with its answer for people: {rate} a second. Baseline: each string cut at FNC1 and one check digit added up.',
    'bench-event-hash':
      'Median of {rounds} rounds of {events} hashes of events of the factory that were read before, on one core. Baseline: JSON.parse and SHA-256 of the same events.',
    'bench-query-epc':
      'Questions for one serial anywhere in the log, answered over HTTP one after the other: 95 of 100 first pages within this time, median of {rounds} rounds of {queries}. Half in {p50Ms} ms, 99 of 100 in {p99Ms} ms, the slowest {worstMs} ms; of the first 40 after the load 95 % in {firstMs} ms; {found} events a page. A block of {block} facts was captured and projected, then repeated in the tables with other indexes, times and identifiers until there were {events}. Baseline: as many facts by their primary key.',
    'bench-query-step':
      'Questions for one business step in a span of time, answered over HTTP one after the other: 95 of 100 first pages within this time, median of {rounds} rounds of {queries}. Half in {p50Ms} ms, 99 of 100 in {p99Ms} ms, the slowest {worstMs} ms; of the first 40 after the load 95 % in {firstMs} ms; {found} events a page. A block of {block} facts was captured and projected, then repeated in the tables with other indexes, times and identifiers until there were {events}. Baseline: as many facts by their primary key.',
    'bench-query-quantity':
      'Questions for a quantity and nothing else, answered over HTTP one after the other: 95 of 100 first pages within this time, median of {rounds} rounds of {queries}. Half in {p50Ms} ms, 99 of 100 in {p99Ms} ms, the slowest {worstMs} ms; of the first 40 after the load 95 % in {firstMs} ms; {found} events a page. A block of {block} facts was captured and projected, then repeated in the tables with other indexes, times and identifiers until there were {events}. Baseline: as many facts by their primary key.',
    'bench-trace-closure': `Which units something of one supplier lot may be in, {units} of them: until the server has them all together, before it names any (the first line of a list over HTTP, which says how many follow); median of {rounds} lists. The first took {firstMs} ms, later the slowest {worstMs} ms. The last name was there after {lastMs} ms; {bytes} MB. Server: {memory} MB at most. ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-list': `The same lists, in units named a second, from the question to the last line. ${en.traced} Baseline: COPY of as many identifiers, in the order of their numbers.`,
    'bench-trace-memory': `The most that the server, which captured nothing itself, held while it sent those lists of {units} units. ${en.traced} Baseline: what it held before.`,
    'bench-trace-lots': `Forward of a typical supplier lot by lots, with quantities and consignees, {units} units at most: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-past': `Forward of a typical supplier lot by lots, as known when the log had 70 % of the facts of its part: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-hot': `Forward by lots of one supplier lot that a million units, or a ninth of all and more, are made of, with quantities and consignees, {units} units at most: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-hot-past': `Forward by lots of that lot, as known when the log had 70 % of its facts, {units} units at most: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-units': `Forward of a typical supplier lot, unit by unit: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-serial': `Forward of one pump that was reworked and repaired: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-backward': `Backward of one pump to every source: ${en.asked} ${en.traced} Baseline: ${en.compared}`,
    'bench-trace-history': `History of one pump: ${en.asked} ${en.traced} Baseline: the events that name it, {found} rows.`,
    'bench-cpu': 'CPU seconds: server {server}, PostgreSQL {postgres}, client {client}; others on this machine meanwhile: {others}.',
    'bench-machine': '{cpu}, {cores} cores, {memory} GB; Node {node}, PostgreSQL {postgres}; load {load}',
  },
  zh: {
    'bench-summary': '对照目标测量本机与本版本的性能',
    'bench-help':
      'proofline bench [名称…] [--quick] [--check]\n\n测量产品所承诺的性能，每项数据都与同一次运行、同一 PostgreSQL 上的基准并列。\n一切都在临时目录中进行（TMPDIR：请选用真实磁盘），结束后即删除，\n不会触及您的数据。不指定名称时依次运行全部项目，约需二十分钟：\n\n  append           向日志追加 1 kB 的事实，已存在 500 万个幂等键\n  capture-mixed    经 HTTP 采集每份 1,000 个事件的 EPCIS 文档\n  capture-packing  同上，每个事件为一箱和 40 个序列号\n  capture-single   每个请求一个事件，64 个客户端\n  verify-log       由所存字节重新计算整个日志的哈希\n  memory           采集一百万个事件后服务器占用的内存\n  identifiers      GS1 要素字符串的解析与校验，单核\n  event-hash       CBV 事件哈希，单核\n  query            在一百万个事件的日志上执行 EPCIS 查询\n  trace            正向、反向、按批次追溯与履历：三种工厂，各十万个对象\n\n  --events N  query：在 N 个事件的日志上测量（2,000 至 100,000,000；\n              一千万个约需 40 GB 临时磁盘空间）\n  --objects N trace：在含 N 个对象的历史上测量（1,000 至 50,000,000；\n              约需临时磁盘空间 4 GB，每一百万个对象另加 2 GB）\n  --profile P trace：只测工厂 A（部件无序列号）、B（30 % 有）或 C（全部有）\n  --trace     等同于名称 trace\n  --quick     缩小规模：只说明能否运行，不代表速度\n  --check     有目标未达到时退出码为 1\n\n示例：\n  npx proofline bench append --quick\n  npx proofline bench query --events 10000000\n  TMPDIR=/srv/tmp npx proofline bench --check --json',
    'bench-events-malformed': '--events {found}：请写一个 {least} 至 {most} 的整数',
    'bench-profile-unknown': '--profile {found}：请写 A、B 或 C',
    'bench-objects-malformed': '--objects {found}：请写一个 {least} 至 {most} 的整数',
    'bench-unknown': '没有测量项目“{name}”。现有项目：{names}',
    'bench-server-failed': '用于测量的服务器未能启动：{reason}',
    'bench-not-settled': '服务器已接收 {size} 条事实，日志或视图中只有 {found} 条，且已两分钟没有进展',
    'bench-column-measure': '项目',
    'bench-column-figure': '数据',
    'bench-column-baseline': '基准',
    'bench-column-ratio': '比例',
    'bench-column-target': '目标',
    'bench-column-result': '结果',
    'bench-met': '达到',
    'bench-missed': '未达到',
    'bench-stretch': '* 努力目标，不作要求',
    'bench-quick': '这是快速运行：仅表明各项测量可以进行，数据不宜引用。',
    'bench-unit-facts-per-s': '条/秒',
    'bench-unit-events-per-s': '事件/秒',
    'bench-unit-objects-per-s': '对象/秒',
    'bench-unit-requests-per-s': '请求/秒',
    'bench-unit-strings-per-s': '条/秒',
    'bench-unit-hashes-per-s': '个/秒',
    'bench-reached-log': '日志包含全部事件（该服务器没有视图）',
    'bench-reached-views': '视图已跟上日志',
    'bench-append':
      '{rounds} 轮的中位数，每轮 {facts} 条事实，正文各 1,000 字节，每次提交 1,000 条，同时进行 4 次，已存在 {keys} 个幂等键；计时至提交、签名并答复为止。基准：用 COPY 将相同正文写入普通表。',
    'bench-capture-mixed':
      '{rounds} 轮的中位数，每轮 {documents} 份文档，同时进行 {inFlight} 份，计时至{reached}：{events} 事件/秒，{objects} 对象/秒，{bytes} MB/秒；仅计记录与签名：{recorded} 事件/秒；计至汇总视图也同步完毕：{rolledUp} 事件/秒。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：用 COPY 将相同事件写入普通表。',
    'bench-capture-packing':
      '{rounds} 轮的中位数，每轮 {documents} 份文档，同时进行 {inFlight} 份，计时至{reached}：{events} 事件/秒，{objects} 对象/秒，{bytes} MB/秒；仅计记录与签名：{recorded} 事件/秒；计至汇总视图也同步完毕：{rolledUp} 事件/秒。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：用 COPY 将相同事件写入普通表。',
    'bench-capture-single':
      '{rounds} 轮的中位数，每轮由 {clients} 个客户端发出 {requests} 个请求，事件记录并签名后即答复：半数在 {p50Ms} 毫秒内、百分之九十九在 {p99Ms} 毫秒内得到答复；视图最多再过 {seconds} 秒跟上。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：每个事件单独写入一行并单独提交，{clients} 个客户端共用 {connections} 个连接。',
    'bench-verify-log': '{rounds} 轮的中位数，共 {facts} 条事实，正文各 1,000 字节。基准：用 COPY 将同一张表从头读到尾。',
    'bench-memory':
      '用时 {seconds} 秒采集 {events} 个事件，每秒 {rate} 个；文档在采集的同时生成。最后一个事件记录时视图落后 {behind} 条，再过 {caughtUpSeconds} 秒视图与汇总视图全部跟上。事件循环最多延迟 {eventLoopMs} 毫秒。基准：同一服务器接收第一份文档之前。',
    'bench-identifiers':
      '{rounds} 轮的中位数，每轮 {strings} 个含二至四个要素的字符串，单核严格解析；经 identify 给出完整结果时为每秒 {rate} 个。基准：仅在 FNC1 处切分并累加一个校验位。',
    'bench-event-hash':
      '{rounds} 轮的中位数，每轮计算 {events} 个已读入的工厂事件的哈希，单核。基准：对相同事件执行 JSON.parse 与 SHA-256。',
    'bench-query-epc':
      '查询日志中任意一个序列号：经 HTTP 逐个提问，计 95% 的首页（每页 30 个）在此时间内答复，{rounds} 轮（每轮 {queries} 次）的中位数。半数在 {p50Ms} 毫秒内，百分之九十九在 {p99Ms} 毫秒内，最慢 {worstMs} 毫秒；装入后最初 40 次中 95% 在 {firstMs} 毫秒内；平均每页 {found} 个事件。先采集并投影 {block} 条事实，再在表中以不同的序号、时间和标识重复，直至共有 {events} 条。基准：按主键读取同样多的事实。',
    'bench-query-step':
      '查询某一时段内的某一业务步骤：经 HTTP 逐个提问，计 95% 的首页（每页 30 个）在此时间内答复，{rounds} 轮（每轮 {queries} 次）的中位数。半数在 {p50Ms} 毫秒内，百分之九十九在 {p99Ms} 毫秒内，最慢 {worstMs} 毫秒；装入后最初 40 次中 95% 在 {firstMs} 毫秒内；平均每页 {found} 个事件。先采集并投影 {block} 条事实，再在表中以不同的序号、时间和标识重复，直至共有 {events} 条。基准：按主键读取同样多的事实。',
    'bench-query-quantity':
      '仅按数量查询：经 HTTP 逐个提问，计 95% 的首页（每页 30 个）在此时间内答复，{rounds} 轮（每轮 {queries} 次）的中位数。半数在 {p50Ms} 毫秒内，百分之九十九在 {p99Ms} 毫秒内，最慢 {worstMs} 毫秒；装入后最初 40 次中 95% 在 {firstMs} 毫秒内；平均每页 {found} 个事件。先采集并投影 {block} 条事实，再在表中以不同的序号、时间和标识重复，直至共有 {events} 条。基准：按主键读取同样多的事实。',
    'bench-trace-closure': `一个供应商批次可能波及哪些单件，共 {units} 件：至服务器确定全部单件、尚未列出名称为止（即经 HTTP 收到清单首行，其中写明件数），{rounds} 次的中位数。首次 {firstMs} 毫秒，此后最慢 {worstMs} 毫秒。最后一件的名称在 {lastMs} 毫秒后到达；{bytes} MB。服务器内存最高 {memory} MB。${zh.traced}基准：${zh.compared}`,
    'bench-trace-list': `同一清单自提问至最后一行，每秒列出名称的件数。${zh.traced}基准：按编号顺序用 COPY 读出同样多的标识。`,
    'bench-trace-memory': `本身未采集数据的服务器在送出 {units} 件清单期间占用的最大内存。${zh.traced}基准：送出之前的占用。`,
    'bench-trace-lots': `典型供应商批次按批次正向追溯，含数量与收货方，至多 {units} 件：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-past': `典型供应商批次按批次正向追溯，以日志含其所在部分 70% 事实时为准：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-hot': `波及一百万件（或全部的九分之一以上）的同一供应商批次按批次正向追溯，含数量与收货方，至多 {units} 件：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-hot-past': `同一批次按批次正向追溯，以日志含 70% 事实时为准，至多 {units} 件：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-units': `典型供应商批次逐件正向追溯：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-serial': `一台经返工与维修的泵正向追溯：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-backward': `一台泵反向追溯至全部来源：${zh.asked}${zh.traced}基准：${zh.compared}`,
    'bench-trace-history': `一台泵的履历：${zh.asked}${zh.traced}基准：直接点名它的事件，{found} 行。`,
    'bench-cpu': 'CPU 秒数：服务器 {server}，PostgreSQL {postgres}，客户端 {client}；同时本机其他程序：{others}。',
    'bench-machine': '{cpu}，{cores} 核，{memory} GB；Node {node}，PostgreSQL {postgres}；负载 {load}',
  },
} satisfies Catalog
