-- Rows as a busy year leaves them: chats, and tickets with their proofs, histories, letters and words.
-- A ticket came each quarter of an hour for three years; those of the last month are open, of the first year purged.

INSERT INTO conversation
  (id, controller, locale, origin, epoch, last_seq, mode, state, resume_hash, created, touched)
SELECT 'filler-' || n, controller, locale, origin, epoch, 10, mode, state, 'filler-' || n, at, at
FROM conversation,
  (SELECT n, now() - n * interval '15 minutes' AS at FROM generate_series(1, %(chats)s) AS n) AS s
WHERE id = %(chat)s;

INSERT INTO entry (conversation_id, seq, kind, actor, name, body, body_hash, lang, at)
SELECT c.id, n, e.kind, e.actor, e.name, e.body, e.body_hash, e.lang, e.at
FROM conversation AS c, generate_series(1, 10) AS n, entry AS e
WHERE c.id LIKE 'filler-%%' AND e.conversation_id = %(chat)s AND e.seq = 1;

INSERT INTO request
  (id, reference, controller, locale, channel, conversation_id, idempotency_key, received_at, due, nominal,
   internal_due, trace, name, address, address_hash, scope, verified_level, verified_at, wrapped_key)
SELECT 'filler-' || n, 'F' || n, %(controller)s, 'en', 'chat',
  CASE WHEN n <= %(chats)s THEN 'filler-' || n END, 'filler-' || n, at, (at + '30 days')::date,
  (at + '30 days')::date, (at + '25 days')::date, '[]', 'sealed name', 'sealed address',
  md5((n %% 30000)::text), 'sealed scope', 'L1', at, CASE WHEN n < 70000 THEN '\x0102'::bytea ELSE ''::bytea END
FROM (SELECT n, now() - n * interval '15 minutes' AS at FROM generate_series(1, %(tickets)s) AS n) AS s;

INSERT INTO request_line (id, request_id, position, "right", level, state, outcome)
SELECT r.id, r.id, 1, (ARRAY['access', 'erasure', 'rectification', 'objection'])[n %% 4 + 1], 'L1',
  CASE WHEN n < 50 THEN 'received_unverified' WHEN n < 2900 THEN 'in_progress'
    WHEN n < 70000 THEN 'closed' ELSE 'purged' END, CASE WHEN n >= 2900 THEN 'fulfilled' END
FROM (SELECT id, substr(reference, 2)::int AS n FROM request WHERE id LIKE 'filler-%%') AS r;

INSERT INTO ticket (queue, request_id, subject_line, status, is_active, owner, priority, due, created, updated,
  resolved, last_seq, head, version)
SELECT CASE WHEN n < 50 THEN 'secapp-privacy-unverified' ELSE 'secapp-privacy' END, id, 'A request',
  CASE WHEN n < 2900 THEN 'open' ELSE 'resolved' END, n < 2900, 'member' || n %% 20, 0, due, received_at,
  received_at + interval '20 days', CASE WHEN n >= 2900 THEN received_at + interval '20 days' END, 8, '', 1
FROM (SELECT *, substr(reference, 2)::int AS n FROM request WHERE id LIKE 'filler-%%') AS r;

INSERT INTO "transaction" (ticket_id, seq, kind, actor, role, field, old, new, at, digest, previous, link)
SELECT t.id, n, CASE n WHEN 1 THEN 'create' WHEN 2 THEN 'correspond' ELSE 'set' END, 'system', 'system',
  'status', 'new', 'open', t.created + n * interval '1 hour', md5(t.id::text), md5(t.id::text), md5(t.id::text)
FROM ticket AS t, generate_series(1, 8) AS n WHERE t.request_id LIKE 'filler-%%';

INSERT INTO payload (transaction_id, salt, sealed)
SELECT id, '\x01'::bytea, decode(repeat(md5(id::text), 20), 'hex') FROM "transaction" WHERE seq <= 2;

INSERT INTO verification (id, request_id, method, level, at, channel_hash)
SELECT id, id, 'mailed_code', 'L1', received_at, address_hash FROM request WHERE id LIKE 'filler-%%';

INSERT INTO challenge
  (id, request_id, nonce, code_hash, address_hash, created, expires, tries, used_at)
SELECT id, id, id, id, address_hash, received_at, received_at + interval '30 minutes', 0, received_at
FROM request WHERE id LIKE 'filler-%%';

INSERT INTO outbox_mail (id, kind, request_id, created, due_at, attempts, sent_at, fault)
SELECT n || id, 'receipt', id, received_at, received_at, 1, received_at, ''
FROM request, generate_series(1, 3) AS n WHERE id LIKE 'filler-%%';

INSERT INTO stem (hash, ticket_id)
SELECT (t.id * 31 + n * n) %% 20000, t.id
FROM ticket AS t, generate_series(1, 10) AS n WHERE t.request_id LIKE 'filler-%%' ON CONFLICT DO NOTHING;
