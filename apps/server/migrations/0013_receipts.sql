-- Who reports receipts: of a party that never does, none is missing. An answer asks it of every party that something of its scope was sent to.
create index view_event_receipt on view_event (consignee, index)
  where biz_step in ('https://ref.gs1.org/cbv/BizStep-receiving', 'https://ref.gs1.org/cbv/BizStep-accepting');
