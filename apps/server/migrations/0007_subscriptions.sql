-- Subscriptions to named queries (EPCIS 2.0 §8.2.5) whose results go to an address of the client's, and where their deliveries stand. That they were
-- made, resumed and ended are facts of kind subscription/1; a row comes and goes in the transaction of its fact, or with the query.

create table work_subscription (
  id uuid primary key,
  query text collate "C" not null,
  -- The fact that defined the query: one of the same name that is defined later is another.
  defined_by bigint not null,
  client text collate "C" not null,
  -- The fact that made the subscription.
  made_by bigint not null,
  created_at timestamptz(3) not null,
  dest text collate "C" not null,
  -- The key of the signatures, as the client chose it. In no fact, and in no answer.
  signature_token text collate "C",
  epc_format text collate "C" not null,
  -- As told: {"hour": "1", …}; null: a stream.
  schedule jsonb,
  report_if_empty boolean not null,
  initial_record_time timestamptz(3),
  -- Every match below it was acknowledged. Null: the initial record time has not come yet.
  position bigint check (position >= 0),
  -- Of a schedule: the time whose results are to be delivered next.
  due_at timestamptz(3),
  -- Events in one delivery, as the receiver can take them.
  batch_limit integer not null check (batch_limit > 0),
  failures integer not null default 0 check (failures >= 0),
  retry_at timestamptz(3),
  notified_at timestamptz(3),
  executed_at timestamptz(3),
  paused text collate "C",
  paused_at timestamptz(3) check ((paused_at is null) = (paused is null)),
  last_failure jsonb,
  check (schedule is not null or due_at is null)
);
create index work_subscription_query on work_subscription (query, created_at, id);
create index work_subscription_client on work_subscription (client);
grant select, insert, update, delete on work_subscription to {{app}};

-- One server process delivers: its token is checked with every change of a position.
create table work_delivery (
  name text collate "C" primary key check (name = 'subscriptions'),
  token bigint not null,
  holder text collate "C",
  expires_at timestamptz not null
);
insert into work_delivery values ('subscriptions', 0, null, '-infinity');
grant select, update on work_delivery to {{app}};
