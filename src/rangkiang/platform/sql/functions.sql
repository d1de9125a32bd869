-- When we knew. Only a database that its owner marked as a demo listens to the story's clock.
CREATE OR REPLACE FUNCTION rangkiang_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN demo THEN coalesce(
           nullif(current_setting('rangkiang.now', true), '')::timestamptz,
           demo_day + (now() AT TIME ZONE 'Asia/Jakarta')::time AT TIME ZONE 'Asia/Jakarta', now())
         ELSE now() END
  FROM (SELECT coalesce((SELECT demo FROM platform_installation), false) AS demo,
               (SELECT demo_day FROM platform_installation) AS demo_day) i
$$;

-- The areas that the present transaction may see: codes whose prefix matches. Nothing set: nothing seen.
CREATE OR REPLACE FUNCTION rangkiang_areas() RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('rangkiang.areas', true), '')::text[], '{}')
$$;

-- What an entry's digest covers: all of it, and the entry before.
CREATE OR REPLACE FUNCTION audit_digest(previous bytea, seq bigint, recorded_at timestamptz, actor bigint,
                                        verb text, subject text, facts text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(previous || convert_to(jsonb_build_array(
    seq, extract(epoch FROM recorded_at), actor, verb, subject, facts)::text, 'UTF8'))
$$;

-- One writer at a time until its transaction ends, so that the chain has no fork.
CREATE OR REPLACE FUNCTION audit_append(actor bigint, verb text, subject text, facts text)
RETURNS TABLE (seq bigint, digest bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE last record; at timestamptz := rangkiang_now(); mine bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(7265616);
  SELECT a.seq, a.digest INTO last FROM platform_auditentry a ORDER BY a.seq DESC LIMIT 1;
  seq := coalesce(last.seq, 0) + 1;
  mine := audit_digest(coalesce(last.digest, '\x'), seq, at, actor, verb, subject, facts);
  INSERT INTO platform_auditentry VALUES (seq, at, actor, verb, subject, facts, coalesce(last.digest, '\x'), mine);
  digest := mine;
  RETURN NEXT;
END $$;

-- After a bulk load: let the planner know, when the load changed a table by more than a fifth. Skipped while another does it.
CREATE OR REPLACE FUNCTION fresh_statistics(loaded text, added bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF added > 500 AND added * 5 > (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = loaded::regclass) THEN
    EXECUTE format('ANALYZE (SKIP_LOCKED) %s', loaded::regclass);
  END IF;
END $$;
