-- What converts text is stable. A function that claims more than what it calls is never inlined, and costs ten times as much for each entry.
alter function view_packed(bigint, bigint, text, bigint, bigint, numeric, bigint, bigint) stable;
