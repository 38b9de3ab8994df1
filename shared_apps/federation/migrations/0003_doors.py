"""What a circle may ask of the federation, and what its stewards may say to it: narrow functions, keyed by its role.

Each runs with its owner's rights, so every name in it is written in full and the path is pinned. A circle is whoever's
role is in force, whatever it says; nothing here tells it of another circle.
"""

from django.db import migrations

READING = """
CREATE FUNCTION coop.federation_says() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT jsonb_build_object(
  'stage', s.stage,
  'since', s.since,
  'history', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'from', h.from_stage, 'to', h.to_stage, 'why', h.why, 'at', h.at, 'by', h.by_kind) ORDER BY h.id), '[]')
    FROM public.federation_stagechange AS h WHERE h.circle_id = c.id),
  'ticks', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'item', t.item, 'done', t.done, 'at', t.at, 'side', t.side, 'by', t.by_id)), '[]')
    FROM (SELECT DISTINCT ON (item) * FROM public.federation_tick WHERE circle_id = c.id ORDER BY item, id DESC) AS t),
  'facts', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'kind', f.kind, 'value', f.value, 'details', f.details, 'from_on', f.from_on, 'until_on', f.until_on,
      'evidence', f.evidence, 'source', f.source, 'at', f.at)), '[]')
    FROM (
      SELECT DISTINCT ON (x.kind) x.* FROM public.federation_circlefact AS x
      WHERE x.circle_id = c.id AND NOT x.is_withdrawn AND x.from_on <= today.day
        AND NOT EXISTS (SELECT 1 FROM public.federation_circlefact AS y WHERE y.corrects_id = x.id)
      ORDER BY x.kind, x.from_on DESC, x.id DESC) AS f
    WHERE f.until_on IS NULL OR today.day < f.until_on),
  'agreement', (
    SELECT jsonb_build_object(
      'id', v.id, 'number', v.number, 'title', v.title, 'from_on', v.from_on, 'what_changed', v.what_changed,
      'must_be', (SELECT max(m.number) FROM public.federation_agreementversion AS m
                  WHERE m.is_material AND m.number <= v.number))
    FROM public.federation_agreementversion AS v WHERE v.from_on <= today.day ORDER BY v.number DESC LIMIT 1),
  'signatures', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'number', v.number, 'name', g.name, 'person', g.person_id, 'at', g.at) ORDER BY g.at), '[]')
    FROM public.federation_signature AS g JOIN public.federation_agreementversion AS v ON v.id = g.version_id
    WHERE g.circle_id = c.id),
  'announcements', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'id', a.id, 'title', a.title, 'words', a.words, 'from_at', a.from_at, 'until_at', a.until_at,
      'read_by', (SELECT coalesce(jsonb_agg(r.person_id), '[]') FROM public.federation_announcementread AS r
                  WHERE r.announcement_id = a.id AND r.circle_id = c.id)) ORDER BY a.from_at DESC, a.id DESC), '[]')
    FROM public.federation_announcement AS a
    WHERE a.withdrawn_at IS NULL AND a.from_at <= today.moment AND (a.until_at IS NULL OR a.until_at > today.moment)
      AND (a.is_for_all OR c.id = ANY (a.circle_ids))),
  'features', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'feature', n.feature, 'is_on', n.is_on, 'note', n.note, 'at', n.at) ORDER BY n.id DESC), '[]')
    FROM (SELECT * FROM public.federation_featurechange WHERE circle_id = c.id ORDER BY id DESC LIMIT 20) AS n),
  'incidents', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'id', i.id, 'title', i.title, 'at', i.at, 'closed_at', i.closed_at,
      'notes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', o.at, 'words', o.words) ORDER BY o.id), '[]')
                FROM public.federation_incidentnote AS o WHERE o.incident_id = i.id)) ORDER BY i.at DESC), '[]')
    FROM public.federation_incident AS i
    WHERE (i.is_for_all OR c.id = ANY (i.circle_ids))
      AND (i.closed_at IS NULL OR i.closed_at > today.moment - interval '30 days')),
  'support', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'id', p.id, 'officer', p.officer_called, 'reason', p.reason, 'minutes', p.minutes, 'asked_at', p.asked_at,
      'answer_by', p.answer_by, 'consented_at', p.consented_at, 'consented_by', p.consented_by, 'until_at', p.until_at,
      'ended_at', p.ended_at, 'ended_how', p.ended_how,
      'views', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'at', w.at, 'page', w.page) ORDER BY w.id),
                '[]') FROM public.federation_supportview AS w WHERE w.session_id = p.id)) ORDER BY p.asked_at DESC), '[]')
    FROM (SELECT * FROM public.federation_supportsession WHERE circle_id = c.id ORDER BY asked_at DESC LIMIT 20) AS p),
  'runs', (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'id', r.id, 'kind', r.kind, 'state', r.state, 'asked_at', r.asked_at, 'due_at', r.due_at, 'ended_at', r.ended_at,
      'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                  'name', k.name, 'state', k.state, 'part', k.part, 'of', k.of, 'said', k.said) ORDER BY k.number), '[]')
                FROM public.runs_runstep AS k WHERE k.run_id = r.id)) ORDER BY r.id DESC), '[]')
    FROM (SELECT * FROM public.runs_run WHERE circle_id = c.id ORDER BY id DESC LIMIT 20) AS r),
  'domains', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('domain', d.domain, 'is_primary', d.is_primary)
      ORDER BY d.is_primary DESC, d.domain), '[]')
    FROM public.tenants_domain AS d WHERE d.tenant_id = c.id),
  'figures', jsonb_build_object(
    'kinds', coalesce((SELECT to_jsonb(q.kinds) FROM public.federation_figurechoice AS q
                       WHERE q.circle_id = c.id ORDER BY q.id DESC LIMIT 1), '[]'),
    'reported', (SELECT max(e.month) FROM public.federation_figurereport AS e WHERE e.circle_id = c.id)))
FROM public.tenants_circle AS c
LEFT JOIN public.federation_standing AS s ON s.circle_id = c.id
CROSS JOIN (SELECT statement_timestamp() AS moment,
                   (statement_timestamp() AT TIME ZONE 'Europe/London')::date AS day) AS today
WHERE current_setting('role') = 'r_' || c.schema_name
$$;
COMMENT ON FUNCTION coop.federation_says() IS
    'What the federation has to say to the circle whose role is in force, and to nobody else.';

CREATE FUNCTION coop.agreement_words(version uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT v.clauses FROM public.federation_agreementversion AS v WHERE v.id = agreement_words.version
$$;
COMMENT ON FUNCTION coop.agreement_words(uuid) IS 'The clauses of a version of the agreement, which anybody may read.';
"""

SAYING = """
CREATE FUNCTION coop.tick(item text, done boolean, person uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    circle uuid;
BEGIN
    -- The lock keeps two stewards from ticking the same thing twice; which items there are is known to the code.
    SELECT s.circle_id INTO circle FROM public.federation_standing AS s
      JOIN public.tenants_circle AS c ON c.id = s.circle_id AND current_setting('role') = 'r_' || c.schema_name
      FOR UPDATE OF s;
    IF circle IS NULL OR tick.done IS NOT DISTINCT FROM coalesce((
        SELECT t.done FROM public.federation_tick AS t
        WHERE t.circle_id = circle AND t.item = tick.item ORDER BY t.id DESC LIMIT 1), false) THEN
        RETURN false;
    END IF;
    INSERT INTO public.federation_tick (circle_id, item, side, done, at, by_kind, by_id)
    VALUES (circle, tick.item, 'circle', tick.done, statement_timestamp(), 'steward', tick.person);
    RETURN true;
END
$$;
COMMENT ON FUNCTION coop.tick(text, boolean, uuid) IS 'A steward ticks an item of their own side, or takes it back.';

CREATE FUNCTION coop.sign_agreement(signature uuid, version uuid, person uuid, name text, wording text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.federation_signature (id, version_id, circle_id, person_id, name, at, digest, wording)
    SELECT sign_agreement.signature, v.id, c.id, sign_agreement.person, sign_agreement.name, statement_timestamp(),
           v.digest, sign_agreement.wording
    FROM public.tenants_circle AS c JOIN public.federation_agreementversion AS v ON v.id = sign_agreement.version
    WHERE current_setting('role') = 'r_' || c.schema_name AND sign_agreement.person IS NOT NULL
      AND v.from_on <= (statement_timestamp() AT TIME ZONE 'Europe/London')::date
    ON CONFLICT (version_id, circle_id, person_id) WHERE person_id IS NOT NULL DO NOTHING;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION coop.sign_agreement(uuid, uuid, uuid, text, text) IS
    'A steward signs a version for their circle, with their name as they typed it. Twice is once.';

CREATE FUNCTION coop.answer_support(session uuid, person uuid, answer text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    circle uuid;
    moment timestamptz;
BEGIN
    SELECT p.circle_id INTO circle FROM public.federation_supportsession AS p
      JOIN public.tenants_circle AS c ON c.id = p.circle_id AND current_setting('role') = 'r_' || c.schema_name
      WHERE p.id = answer_support.session FOR UPDATE OF p;
    moment := clock_timestamp();  -- after the lock, so that what came before it counts
    IF answer_support.answer = 'yes' THEN
        UPDATE public.federation_supportsession AS p
        SET consented_at = moment, consented_by = answer_support.person,
            until_at = moment + p.minutes * interval '1 minute'
        WHERE p.id = answer_support.session AND p.circle_id = circle
          AND p.consented_at IS NULL AND p.ended_at IS NULL AND p.answer_by > moment;
    ELSIF answer_support.answer IN ('no', 'end') THEN
        UPDATE public.federation_supportsession AS p
        SET ended_at = moment, ended_by = answer_support.person,
            ended_how = CASE WHEN p.consented_at IS NULL THEN 'refused' ELSE 'by_circle' END
        WHERE p.id = answer_support.session AND p.circle_id = circle AND p.ended_at IS NULL
          AND (p.consented_at IS NULL) = (answer_support.answer = 'no');
    ELSE
        RETURN false;
    END IF;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    -- Every page of the circle says until when somebody may look: the register knows, and has changed.
    UPDATE public.tenants_circle SET support_until = (
        SELECT max(p.until_at) FROM public.federation_supportsession AS p
        WHERE p.circle_id = circle AND p.ended_at IS NULL AND p.until_at > moment) WHERE id = circle;
    UPDATE public.tenants_directory SET version = version + 1;
    RETURN true;
END
$$;
COMMENT ON FUNCTION coop.answer_support(uuid, uuid, text) IS
    'A steward says yes or no to a support session of their circle, or ends it. False: it was over or answered.';

CREATE FUNCTION coop.read_announcement(announcement uuid, person uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.federation_announcementread (announcement_id, circle_id, person_id, at)
    SELECT a.id, c.id, read_announcement.person, statement_timestamp()
    FROM public.federation_announcement AS a, public.tenants_circle AS c
    WHERE a.id = read_announcement.announcement AND current_setting('role') = 'r_' || c.schema_name
      AND (a.is_for_all OR c.id = ANY (a.circle_ids))
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION coop.read_announcement(uuid, uuid) IS 'A steward has read an announcement that is for their circle.';

CREATE FUNCTION coop.choose_figures(kinds text[], person uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.federation_figurechoice (circle_id, kinds, at, by_kind, by_id)
    SELECT c.id, choose_figures.kinds, statement_timestamp(), 'steward', choose_figures.person
    FROM public.tenants_circle AS c WHERE current_setting('role') = 'r_' || c.schema_name;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION coop.choose_figures(text[], uuid) IS 'Which numbers the circle reports from now on.';
"""

GONE = """
DROP FUNCTION coop.federation_says(), coop.agreement_words(uuid), coop.tick(text, boolean, uuid),
    coop.sign_agreement(uuid, uuid, uuid, text, text), coop.answer_support(uuid, uuid, text),
    coop.read_announcement(uuid, uuid), coop.choose_figures(text[], uuid)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("federation", "0002_only_grows"),
        ("runs", "0001_initial"),
        ("tenants", "0004_support_until"),
    ]

    operations = [migrations.RunSQL(READING + SAYING, GONE)]
