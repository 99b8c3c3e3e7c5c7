-- Whose place it is, as a shipment from there or a receipt there tells: answers by lots ask it of each place that they meet.
create function view_party_at(biz_step text, consignor bigint, consignee bigint) returns bigint language sql immutable parallel safe
  return case when biz_step like '%BizStep-shipping' or biz_step like '%BizStep-consigning' then consignor
    when biz_step like '%BizStep-receiving' or biz_step like '%BizStep-accepting' then consignee end;
create index view_deed_party on view_deed (place, known_from, id) where role = 'moved' and view_party_at(biz_step, consignor, consignee) is not null;
